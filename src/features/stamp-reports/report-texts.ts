import type { ReportFinding, ReportKind } from './stamp-reports.schema.ts'

export const KIND_TEXTS: Record<'vi' | 'en', Record<ReportKind, string>> = {
  vi: {
    unknown_code: 'Mã báo gõ sai, hoặc không có trong sổ',
    other_product: 'Tem dán trên sản phẩm khác',
    reused_stamp: 'Tem dùng lại, bóc dán lại, rách hoặc tẩy xóa',
    bad_goods: 'Hàng hết hạn, hỏng hoặc kém chất lượng',
    other: 'Giá cả hoặc điều khác',
  },
  en: {
    unknown_code: 'The code is said to be mistyped or unknown',
    other_product: 'The stamp is on another product',
    reused_stamp: 'The stamp was used before, peeled off, torn or altered',
    bad_goods: 'The goods are past their date, spoilt or poor',
    other: 'The price, or something else',
  },
}

export const FINDING_TEXTS: Record<'vi' | 'en', Record<ReportFinding, string>> = {
  vi: {
    confirmed: 'Đúng như bạn phản ánh',
    unfounded: 'Không đúng như phản ánh',
    undetermined: 'Chưa đủ căn cứ kết luận',
  },
  en: {
    confirmed: 'It is as you reported',
    unfounded: 'It is not as reported',
    undetermined: 'Not enough is known to tell',
  },
}

const VI = {
  title: 'Phản ánh tem, sản phẩm sai',
  faultTitle: 'Chưa gửi được',
  intro: 'tiếp nhận, xác minh và trả lời trong 24 giờ. Bạn không cần nêu tên.',
  about: 'Gửi lời, và ảnh nếu có, về một con tem hoặc sản phẩm sai. Không cần nêu tên.',
  fields: {
    kind: 'Điều gì sai?',
    code: 'Mã trên tem',
    words: 'Chuyện gì đã xảy ra?',
    place: 'Bạn thấy ở đâu?',
    wardCode: 'Thuộc xã, phường nào?',
    contact: 'Điện thoại hoặc thư điện tử',
    photo: 'Ảnh chụp',
    website: 'Trang web (để trống ô này)',
  },
  optional: '(không bắt buộc)',
  hints: {
    code: 'Dãy chữ và số dưới mã QR. Không có hoặc không đọc được thì bỏ trống.',
    words: 'Từ 10 ký tự. Đừng ghi tên, số điện thoại của bạn ở đây.',
    place: 'Tên cửa hàng, chợ, địa chỉ, hoặc trang bán hàng.',
    contact:
      'Để Sở gọi hỏi khi cần. Chỉ cán bộ xử lý xem được; xóa 90 ngày sau khi trả lời, chậm nhất ' +
      'một năm. Trả lời luôn hiện ở trang riêng của bạn sau khi gửi.',
    photo: 'Chụp rõ tem và sản phẩm. Dữ liệu vị trí trong ảnh được xóa. Tối đa 8 MB.',
  },
  noWard: 'Không rõ',
  photoAgain: 'Chọn lại ảnh: trình duyệt không giữ ảnh đã chọn.',
  needs: {
    kind: 'Chọn điều gì sai.',
    code: 'Mã quá dài: chỉ chép dãy chữ và số dưới mã QR.',
    words: 'Viết điều đã xảy ra, từ 10 đến 2.000 ký tự.',
    place: 'Ghi nơi bạn thấy, từ 2 đến 200 ký tự.',
    wardCode: 'Chọn lại xã, phường trong danh sách.',
    contact: 'Số điện thoại hoặc thư điện tử quá dài.',
    website: 'Ô dành cho máy đã bị điền; chúng tôi đã xóa nó. Bấm gửi lần nữa.',
    formId: 'Biểu mẫu đã cũ. Bấm gửi lần nữa.',
    question: 'Câu hỏi đã đổi. Đọc câu hỏi rồi gửi lại.',
    reply: 'Viết hồi đáp, từ 2 đến 2.000 ký tự.',
  } as Readonly<Record<string, string>>,
  send: 'Gửi phản ánh',
  once: 'Bấm nhiều lần vẫn là một phản ánh.',
  law:
    'Quyền phản ánh của bạn và trách nhiệm xác minh, xử lý của cơ quan quản lý: khoản 3 và 4 ' +
    'Điều 19 Nghị định 37/2026/NĐ-CP; cố tình phản ánh sai cũng bị xử lý. Địa chỉ mạng của bạn ' +
    'không được lưu.',
  notSent: 'Chưa gửi được',
  mend: 'Sửa những chỗ sau rồi gửi lại:',
  busy: 'Hệ thống đang bận. Chờ ít giây rồi bấm gửi lần nữa: vẫn chỉ là một phản ánh.',
  retry: 'Không đọc được nội dung đã gửi. Xem lại rồi bấm gửi lần nữa.',
  minutes: (count: number) => `Gửi được tiếp sau ${count} phút.`,
  report: 'Phản ánh',
  missing: 'Không tìm thấy phản ánh này',
  missingAdvice:
    'Kiểm tra lại đường dẫn đã lưu: thiếu hoặc sai một ký tự là không mở được. ' +
    'Mất đường dẫn thì gọi đường dây nóng và nêu số phản ánh.',
  newReport: 'Gửi phản ánh mới',
  keep: 'Lưu trang này lại',
  keepAdvice:
    'Trả lời của Sở chỉ hiện ở đây. Đánh dấu trang hoặc chép đường dẫn; ai có nó đều xem được, ' +
    'nên đừng gửi cho người khác.',
  due: 'Sở trả lời trước',
  progress: 'Tiến trình',
  yours: 'Bạn đã gửi',
  what: 'Điều sai',
  code: 'Mã trên tem',
  words: 'Lời phản ánh',
  photo: 'Ảnh',
  photoKept: 'Đã nhận; chỉ Sở xem được',
  question: 'Sở hỏi',
  yourReply: 'Bạn hồi đáp',
  replyLabel: 'Hồi đáp của bạn',
  sendReply: 'Gửi hồi đáp',
  answer: 'Trả lời của Sở',
  finding: 'Kết quả xác minh',
  states: {
    received: 'Sở đã nhận phản ánh',
    asked: 'Sở cần hỏi thêm bạn',
    replied: 'Sở đã nhận hồi đáp của bạn',
    verified: 'Đã xác minh, Sở đang soạn trả lời',
    answered: 'Sở đã trả lời',
  },
  late: 'Đã quá hạn trả lời. Gọi đường dây nóng và nêu số phản ánh.',
  steps: {
    received: 'Đã nhận',
    asked: 'Sở hỏi thêm',
    replied: 'Bạn đã hồi đáp',
    verified: 'Đã xác minh',
    answered: 'Đã trả lời',
  },
  pending: 'chưa',
}

type Texts = typeof VI

const EN: Texts = {
  title: 'Report a wrong stamp or product',
  faultTitle: 'Not sent yet',
  intro: 'receives, verifies and answers it within 24 hours. You need not give your name.',
  about: 'Send words, and a photo if you have one, about a wrong stamp or product.',
  fields: {
    kind: 'What is wrong?',
    code: 'Code on the stamp',
    words: 'What happened?',
    place: 'Where did you see it?',
    wardCode: 'In which ward or commune?',
    contact: 'Telephone or e-mail',
    photo: 'Photo',
    website: 'Website (leave this empty)',
  },
  optional: '(optional)',
  hints: {
    code: 'The letters and digits under the QR code. Leave it empty if there is none to read.',
    words: 'At least 10 characters. Please do not write your name or telephone here.',
    place: 'Name of the shop or market, an address, or a shopping site.',
    contact:
      'So that the department can ask. Only the officers in charge see it; it is erased 90 days ' +
      'after the answer, within a year at the latest. The answer always shows on a page of ' +
      'your own.',
    photo: 'Show the stamp and the product. The place stored in a photo is removed. At most 8 MB.',
  },
  noWard: 'Not known',
  photoAgain: 'Choose the photo again: the browser does not keep it.',
  needs: {
    kind: 'Choose what is wrong.',
    code: 'The code is too long: copy only what stands under the QR code.',
    words: 'Write what happened, in 10 to 2,000 characters.',
    place: 'Write where you saw it, in 2 to 200 characters.',
    wardCode: 'Choose the ward from the list again.',
    contact: 'The telephone number or e-mail address is too long.',
    website: 'A field meant for machines was filled in; we have emptied it. Send once more.',
    formId: 'This form is out of date. Send once more.',
    question: 'The question has changed. Read it and send again.',
    reply: 'Write your reply, in 2 to 2,000 characters.',
  },
  send: 'Send the report',
  once: 'However often you press, it is one report.',
  law:
    'Your right to report, and the duty of the authority to verify it and act: Decree ' +
    '37/2026/NĐ-CP, Article 19(3) and (4); knowingly false reports are dealt with too. Your ' +
    'network address is not stored.',
  notSent: 'Not sent yet',
  mend: 'Correct the following and send it again:',
  busy: 'The service is busy. Wait some seconds and send once more: it stays one report.',
  retry: 'What was sent could not be read. Look it over and send once more.',
  minutes: (count: number) => `You can send again in ${count} minutes.`,
  report: 'Report',
  missing: 'There is no such report',
  missingAdvice:
    'Check the address that you kept: it opens only if every character is right. If it is lost, ' +
    'call the hotline and give the number of the report.',
  newReport: 'Send a new report',
  keep: 'Keep this page',
  keepAdvice:
    'The answer shows only here. Bookmark the page or copy its address; whoever has it can see ' +
    'the report, so do not pass it on.',
  due: 'The department answers by',
  progress: 'Progress',
  yours: 'What you sent',
  what: 'What is wrong',
  code: 'Code on the stamp',
  words: 'Your words',
  photo: 'Photo',
  photoKept: 'Received; only the department sees it',
  question: 'The department asks',
  yourReply: 'Your reply',
  replyLabel: 'Your reply',
  sendReply: 'Send the reply',
  answer: 'Answer of the department',
  finding: 'Finding',
  states: {
    received: 'The department has received your report',
    asked: 'The department has a question for you',
    replied: 'The department has received your reply',
    verified: 'Verified; the answer is being written',
    answered: 'The department has answered',
  },
  late: 'The answer is overdue. Call the hotline and give the number of the report.',
  steps: {
    received: 'Received',
    asked: 'Question asked',
    replied: 'You replied',
    verified: 'Verified',
    answered: 'Answered',
  },
  pending: 'not yet',
}

/** All words of the form and of the page of a report. */
export const REPORT_TEXTS: Record<'vi' | 'en', Texts> = { vi: VI, en: EN }
