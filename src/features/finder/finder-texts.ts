import type { Text } from '../../errors.ts'
import { SERIAL_LENGTH } from '../stamps/serial.rules.ts'
import type { NumberFault } from './number.rules.ts'
import { type Note, WORDS_LENGTH_MAX } from './question.rules.ts'
import type { SerialFault, Suggestion } from './serial-help.rules.ts'

export interface Message {
  code: string
  text: Text
}

const message = (code: string, vi: string, en: string): Message => ({ code, text: { vi, en } })

export const MESSAGES = {
  linkUnknown: message(
    'link_unknown',
    'Đây không phải đường dẫn của tem. Hãy nhập số sê-ri 16 ký tự in dưới mã QR.',
    'This is no link of a stamp. Type the serial of 16 characters under the QR code.',
  ),
  stampUnknown: message(
    'stamp_unknown',
    'Không có tem này trong sổ. So lại từng nhóm bốn ký tự; nếu đúng như trên tem, ' +
      'hãy hỏi người bán và báo cho Sở.',
    'This stamp is not in the register. Compare each group of four; if it is ' +
      'what the stamp says, ask the seller and tell the department.',
  ),
  personal: message(
    'personal_number',
    'Sổ không tra theo số định danh cá nhân (căn cước). Hãy gõ tên cơ sở hoặc tên sản phẩm.',
    'Nobody is looked up by a personal number. Type the name of the enterprise or the product.',
  ),
  keyUnknown: message(
    'product_unknown',
    'Sổ không có sản phẩm mang mã này. Kiểm tra lại các chữ số, hoặc gõ tên sản phẩm.',
    'No product of the register has this code. Check the digits, or type the name.',
  ),
  taxCodeUnknown: message(
    'tax_code_unknown',
    'Sổ không có cơ sở đã đăng ký với mã số thuế này. Kiểm tra lại các chữ số, hoặc gõ tên cơ sở.',
    'No registered enterprise has this tax code. Check the digits, or type its name.',
  ),
  noWords: message(
    'no_words',
    'Không thấy chữ hay số nào để tra. Hãy gõ số sê-ri, mã vạch, mã số thuế hoặc tên.',
    'There is no letter or digit to look up. Type a serial, a bar code, a tax code or a name.',
  ),
  nothingFound: message(
    'nothing_found',
    'Không tìm thấy tên nào có đủ các chữ này. Gõ ít chữ hơn hoặc kiểm tra chính tả; ' +
      'không cần gõ dấu.',
    'No name has all of these words. Type fewer words or check the spelling; ' +
      'accents may be left out.',
  ),
  tooMany: message(
    'too_many',
    'Còn kết quả khác. Gõ thêm chữ để thu hẹp.',
    'There are more results. Type more words.',
  ),
  incomplete: message(
    'too_frequent',
    'Quá nhiều tên có các chữ này nên chưa xem hết. Gõ thêm chữ để thu hẹp.',
    'Too many names have these words, so not all were looked at. Type more words.',
  ),
  orSerial: message(
    'or_serial',
    'Nếu đây là số sê-ri trên tem:',
    'If this is the serial of a stamp:',
  ),
} as const satisfies Record<string, Message>

export function tooLong(length: number): Message {
  return message(
    'too_long',
    `Bạn gõ ${length} ký tự; ô này nhận tối đa ${WORDS_LENGTH_MAX}. Hãy gõ ngắn hơn.`,
    `You typed ${length} characters; this box takes ${WORDS_LENGTH_MAX}. Type less.`,
  )
}

export function noteText(note: Note): Message {
  switch (note.note) {
    case 'foreign_host':
      return message(
        'foreign_host',
        `Đường dẫn này dẫn tới máy chủ khác (${note.host}), không phải của sổ này: đừng mở nó. ` +
          'Dưới đây là điều sổ này biết về mã đó.',
        `This link leads to another host (${note.host}), not to this register: do not open it. ` +
          'Below stands what this register knows of the code.',
      )
    case 'wrong_key':
      return message(
        'wrong_key',
        'Phần mã sản phẩm ở đầu có chữ số sai, nên chỉ tra theo số sê-ri.',
        'The product code at the beginning has a wrong digit: the serial is looked up alone.',
      )
    case 'accents':
      return message(
        'accents',
        'Bộ gõ tiếng Việt đã thêm dấu vào số sê-ri. Tắt bộ gõ (chuyển sang EN) rồi gõ lại.',
        'A Vietnamese input method has put accents on the serial. Switch it off and type again.',
      )
  }
}

export function serialFaultText(fault: SerialFault): Message {
  switch (fault.rule) {
    case 'length':
      return lengthText(fault)
    case 'character':
      return characterText(fault)
    case 'check':
      return message(
        'serial_check',
        'Số sê-ri đủ 16 ký tự nhưng có chỗ gõ nhầm: ký tự cuối dùng để kiểm tra không khớp. ' +
          'So lại từng nhóm bốn ký tự với tem.',
        'The serial has 16 characters but one is mistyped: the last one, a check, does not fit. ' +
          'Compare each group of four with the stamp.',
      )
  }
}

function lengthText({ length, groups }: SerialFault & { rule: 'length' }): Message {
  const over = length - SERIAL_LENGTH
  const [vi, en] =
    over < 0 ? [`thiếu ${-over}`, `${-over} too few`] : [`thừa ${over}`, `${over} too many`]
  const [whereVi, whereEn] =
    groups.length === 0
      ? ['So lại từng nhóm với tem.', 'Compare each group with the stamp.']
      : [
          `Mỗi nhóm phải có bốn, nhưng ${list(groups, 'nhóm thứ', 'có')}.`,
          `Each group must have four, but ${list(groups, 'group', 'has')}.`,
        ]
  return message(
    'serial_length',
    `Số sê-ri có ${SERIAL_LENGTH} ký tự (bốn nhóm bốn); bạn gõ ${length}, ${vi}. ${whereVi}`,
    `A serial has ${SERIAL_LENGTH} characters (four groups of four); ` +
      `you typed ${length}, ${en}. ${whereEn}`,
  )
}

function list(
  groups: readonly { number: number; length: number }[],
  group: string,
  has: string,
): string {
  return groups.map(({ number, length }) => `${group} ${number} ${has} ${length}`).join(', ')
}

function characterText({ place, typed, perhaps }: SerialFault & { rule: 'character' }): Message {
  const [vi, en] =
    perhaps.length === 0
      ? ['', '']
      : [` Có thể đó là ${perhaps.join(' hoặc ')}.`, ` It may have been ${perhaps.join(' or ')}.`]
  return message(
    'serial_character',
    `Ký tự thứ ${place} là “${typed}”; không số sê-ri nào có ký tự này.${vi}`,
    `Character ${place} is “${typed}”; no serial has it.${en}`,
  )
}

export function numberFaultText(fault: NumberFault): Message {
  switch (fault.reason) {
    case 'check_digit':
      return fault.about === 'product'
        ? message(
            'product_check',
            `Nếu là mã vạch: số cuối phải là ${fault.expected}, nên có chữ số gõ nhầm. ` +
              'So lại với số in dưới mã vạch.',
            `If it is a bar code: the last digit must be ${fault.expected}, so one is mistyped. ` +
              'Compare it with the number under the bars.',
          )
        : message(
            'tax_code_check',
            `Nếu là mã số thuế: số thứ mười phải là ${fault.expected}, nên có chữ số gõ nhầm.`,
            `If it is a tax code: the tenth digit must be ${fault.expected}, so one is mistyped.`,
          )
    case 'restricted':
      return message(
        'product_restricted',
        'Mã này dùng trong nội bộ cửa hàng hoặc cho phiếu, không phải mã sản phẩm. ' +
          'Hãy gõ tên sản phẩm.',
        'This code is for use within a shop or for coupons, no product has it. Type the name.',
      )
    case 'never_given':
      return message(
        'tax_code_never_given',
        'Nếu là mã số thuế: không có mã nào bắt đầu bằng chín số này. Kiểm tra lại các chữ số.',
        'If it is a tax code: none begins with these nine digits. Check the digits.',
      )
    case 'branch':
      return message(
        'tax_code_branch',
        'Nếu là mã số thuế chi nhánh: ba số cuối từ 001 đến 999.',
        'If it is the tax code of a branch: the last three digits run from 001 to 999.',
      )
    case 'only_its_number':
      return message(
        'stamp_number',
        'Nếu đây là số thứ tự in dưới mã QR thì chưa đủ: nhiều tem có cùng số thứ tự. ' +
          'Hãy nhập số sê-ri 16 ký tự in cạnh đó.',
        'If this is the short number under the QR code, it is not enough: many stamps share it. ' +
          'Type the serial of 16 characters that stands beside it.',
      )
    case 'length':
      return message(
        'number_length',
        `Bạn gõ ${fault.length} chữ số. Mã vạch có 8, 12, 13 hoặc 14 số; mã số thuế 10 hoặc 13; ` +
          'số sê-ri của tem 16 ký tự.',
        `You typed ${fault.length} digits. A bar code has 8, 12, 13 or 14; a tax code 10 or 13; ` +
          'the serial of a stamp 16 characters.',
      )
  }
}

/** In what a suggested serial differs from what was typed. */
export function suggestionText({ serial, why, places, typed }: Suggestion): Text {
  const at = places.map((place) => place + 1)
  const meant = places.map((place) => serial.charAt(place)).join('')
  const [first = 1] = at
  switch (why) {
    case 'confused':
    case 'unreadable':
      return {
        vi: `ký tự thứ ${at.join(' và ')} là ${spaced(meant)}, không phải ${spaced(typed)}`,
        en: `character ${at.join(' and ')} is ${spaced(meant)}, not ${spaced(typed)}`,
      }
    case 'swapped':
      return {
        vi: `ký tự thứ ${at.join(' và ')} đổi chỗ: ${meant}, không phải ${typed}`,
        en: `characters ${at.join(' and ')} are ${meant}, not ${typed}`,
      }
    case 'missing':
      return {
        vi: `thêm ${meant} ở vị trí thứ ${first}`,
        en: `with ${meant} added as character ${first}`,
      }
    case 'extra':
      return {
        vi: `bớt ${typed} ở vị trí thứ ${first}`,
        en: `with ${typed}, character ${first}, left out`,
      }
    case 'input_method':
      return {
        vi: `trả lại ${spaced(meant)} mà bộ gõ đã đổi thành dấu ở ${spaced(typed)}`,
        en: `with ${spaced(meant)}, which the input method made an accent of ${spaced(typed)}`,
      }
  }
}

function spaced(characters: string): string {
  return [...characters].join(', ')
}
