/** Words of the page itself, in both languages. */
export const PAGE_TEXTS = {
  vi: {
    title: 'Tra cứu tem, sản phẩm, cơ sở',
    titles: {
      stamp: 'Tem',
      mistyped: 'Số sê-ri gõ chưa đúng',
      number: 'Kết quả tra cứu',
      words: 'Kết quả tra cứu',
      unreadable: 'Chưa tra được',
    },
    notFound: 'Chưa tìm thấy',
    description: 'Gõ số sê-ri trên tem, mã vạch, mã số thuế hoặc tên để xem sổ đăng ký biết gì.',
    label: 'Số sê-ri trên tem, mã vạch, mã số thuế hoặc tên',
    hint: 'Chữ hoa, chữ thường, có dấu hay không dấu đều được.',
    search: 'Tra cứu',
    read: 'Số đã đọc được',
    suggestions: 'Có phải là số này?',
    compare: 'Chỉ chọn số giống hệt số trên tem. Không số nào giống thì gõ lại.',
    openStamp: 'Xem trang của tem',
    products: 'Sản phẩm',
    enterprises: 'Cơ sở',
    code: 'Mã',
    taxCode: 'Mã số thuế',
    retired: 'Sản phẩm đã ngừng',
    status: {
      approved: '',
      suspended: 'Cơ sở đang bị tạm dừng',
      revoked: 'Cơ sở đã bị thu hồi đăng ký',
    },
    tooManyRequests: 'Tra cứu quá nhanh',
    failed: 'Chưa tra được',
    help: 'Gõ được những gì?',
    examples: [
      {
        what: 'Số sê-ri của tem',
        how:
          '16 ký tự dưới mã QR. O hiểu là 0; I và L hiểu là 1. ' +
          'Số thứ tự ngắn in cạnh đó không đủ.',
        example: '0000 1000 080Z 3YT5',
      },
      {
        what: 'Mã vạch của sản phẩm',
        how: '8, 12, 13 hoặc 14 số in dưới các vạch.',
        example: '8938501000019',
      },
      {
        what: 'Tên sản phẩm hoặc cơ sở',
        how: 'Vài chữ trong tên, theo thứ tự nào cũng được; chữ cuối có thể gõ dở.',
        example: 'cai be xa',
      },
      {
        what: 'Mã số thuế của cơ sở',
        how: '10 số, chi nhánh 13 số.',
        example: '0200120833',
      },
      {
        what: 'Đường dẫn trong mã QR',
        how: 'Dán cả đường dẫn: chỉ phần mã được đọc, không trang nào bị mở.',
        example: '',
      },
    ],
    never: 'Không tra theo căn cước, điện thoại hay tên người đại diện.',
  },
  en: {
    title: 'Look up a stamp, a product or an enterprise',
    titles: {
      stamp: 'Stamp',
      mistyped: 'The serial is mistyped',
      number: 'What was found',
      words: 'What was found',
      unreadable: 'It could not be looked up',
    },
    notFound: 'Nothing was found',
    description: 'Type a serial, a bar code, a tax code or a name to see what the register knows.',
    label: 'Serial of a stamp, bar code, tax code or name',
    hint: 'Capitals or not, with or without accents.',
    search: 'Look up',
    read: 'The serial as it was read',
    suggestions: 'Did you mean?',
    compare: 'Choose only what is exactly on the stamp. If none is, type it again.',
    openStamp: 'Open the page of the stamp',
    products: 'Products',
    enterprises: 'Enterprises',
    code: 'Code',
    taxCode: 'Tax code',
    retired: 'No longer made',
    status: {
      approved: '',
      suspended: 'The enterprise is suspended',
      revoked: 'The enterprise is no longer registered',
    },
    tooManyRequests: 'Too many look-ups',
    failed: 'It could not be looked up',
    help: 'What can be typed?',
    examples: [
      {
        what: 'The serial of a stamp',
        how:
          '16 characters under the QR code. O is read as 0, I and L as 1. ' +
          'The short number beside it is not enough.',
        example: '0000 1000 080Z 3YT5',
      },
      {
        what: 'The bar code of a product',
        how: '8, 12, 13 or 14 digits under the bars.',
        example: '8938501000019',
      },
      {
        what: 'The name of a product or an enterprise',
        how: 'Some words of it, in any order; the last may be unfinished.',
        example: 'cai be xa',
      },
      {
        what: 'The tax code of an enterprise',
        how: '10 digits, of a branch 13.',
        example: '0200120833',
      },
      {
        what: 'The link in the QR code',
        how: 'Paste all of it: only its code is read, no page is opened.',
        example: '',
      },
    ],
    never: 'Nobody is looked up by identity card, telephone or the name of a representative.',
  },
} as const
