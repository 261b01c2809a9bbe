/** A sentence for people, in both languages of the service. */
export interface Text {
  vi: string
  en: string
}

interface ErrorDefinition {
  status: number
  title: Text
  /** What the caller can do next. */
  remedy: Text
}

/**
 * Every error the service can answer. The key is the stable `code` of a problem document
 * (RFC 9457); status and texts may be improved, a code never changes its meaning.
 */
export const ERRORS = {
  malformed_request: {
    status: 400,
    title: { vi: 'Không đọc được yêu cầu', en: 'The request cannot be read' },
    remedy: {
      vi: 'Kiểm tra JSON, đường dẫn và tên các trường rồi gửi lại.',
      en: 'Check the JSON, the path and the field names, then send it again.',
    },
  },
  unauthenticated: {
    status: 401,
    title: { vi: 'Thiếu khóa hoặc khóa không còn hiệu lực', en: 'No valid key was given' },
    remedy: {
      vi: 'Gửi đầu mục Authorization: Bearer <khóa>; nếu mất khóa, xin quản trị viên cấp lại.',
      en: 'Send the header Authorization: Bearer <key>; ask the administrator for a new one.',
    },
  },
  forbidden: {
    status: 403,
    title: { vi: 'Vai trò này không được làm việc đó', en: 'This role may not do that' },
    remedy: {
      vi: 'Nhờ người có vai trò hoặc nhiệm vụ được nêu thực hiện.',
      en: 'Ask a person who has the role or duty that is named.',
    },
  },
  same_person: {
    status: 403,
    title: {
      vi: 'Người nộp, người thẩm định và người phê duyệt phải là ba người khác nhau',
      en: 'The persons who submit, verify and approve must be three',
    },
    remedy: {
      vi: 'Chuyển hồ sơ cho cán bộ khác có cùng nhiệm vụ.',
      en: 'Hand the dossier to another officer with that duty.',
    },
  },
  not_found: {
    status: 404,
    title: { vi: 'Không tìm thấy', en: 'Not found' },
    remedy: {
      vi: 'Kiểm tra lại mã; danh sách cho biết những gì bạn được xem.',
      en: 'Check the identifier; the list shows what you may see.',
    },
  },
  method_not_allowed: {
    status: 405,
    title: { vi: 'Đường dẫn này không nhận phương thức đó', en: 'Method not allowed on this path' },
    remedy: {
      vi: 'Xem đầu mục Allow và tài liệu tại /docs.',
      en: 'See the Allow header and the documentation at /docs.',
    },
  },
  wrong_state: {
    status: 409,
    title: {
      vi: 'Trạng thái hiện tại không cho phép',
      en: 'The present state does not allow this',
    },
    remedy: {
      vi: 'Xem trạng thái được nêu rồi làm bước phù hợp.',
      en: 'See the state that is named and take the step that fits it.',
    },
  },
  not_ready: {
    status: 409,
    title: { vi: 'Hồ sơ chưa đủ', en: 'The dossier is not complete' },
    remedy: {
      vi: 'Bổ sung những mục được liệt kê rồi làm lại.',
      en: 'Supply what is listed, then do it again.',
    },
  },
  already_exists: {
    status: 409,
    title: { vi: 'Đã có trong sổ', en: 'It is already in the register' },
    remedy: {
      vi: 'Dùng bản ghi đã có, hoặc sửa mã bị trùng.',
      en: 'Use the existing record, or correct the identifier.',
    },
  },
  ranges_refused: {
    status: 409,
    title: { vi: 'Có tem không ở trạng thái cần thiết', en: 'Some stamps are not in a fit state' },
    remedy: {
      vi: 'Bỏ các dải được liệt kê khỏi yêu cầu; chưa có tem nào bị thay đổi.',
      en: 'Leave the listed ranges out; no stamp has been changed.',
    },
  },
  already_printed: {
    status: 409,
    title: { vi: 'Có tem đã in trước đó', en: 'Some stamps have been printed before' },
    remedy: {
      vi: 'Xem các dải được liệt kê; nếu phải in lại, gửi lại kèm lý do ("reason").',
      en: 'See the listed ranges; to print them again, send it again with a reason.',
    },
  },
  gdti_pool_exhausted: {
    status: 409,
    title: { vi: 'Kho mã GDTI của Sở đã dùng hết', en: 'The GDTI pool is used up' },
    remedy: {
      vi: 'Đăng ký thêm tiền tố GS1 và đặt vào GDTI_PREFIX, hoặc dùng GTIN của cơ sở.',
      en: "Register another GS1 prefix as GDTI_PREFIX, or use the enterprise's GTIN.",
    },
  },
  in_kind_not_claimable: {
    status: 409,
    title: {
      vi: 'Hỗ trợ bằng hiện vật không lập hồ sơ chi tiền',
      en: 'In-kind support has no claim',
    },
    remedy: {
      vi: 'Xem số lượng và giá trị trong bảng đếm của chính sách.',
      en: "See quantity and value in the policy's count.",
    },
  },
  files_gone: {
    status: 410,
    title: { vi: 'Tệp in không còn được lưu', en: 'The printed files are no longer kept' },
    remedy: {
      vi: 'In lại các dải này kèm lý do tại /print-runs.',
      en: 'Print the ranges again at /print-runs, with a reason.',
    },
  },
  revision_mismatch: {
    status: 412,
    title: { vi: 'Bản ghi đã được người khác sửa', en: 'The record has changed meanwhile' },
    remedy: {
      vi: 'Đọc lại bản mới nhất, xem khác biệt rồi gửi lại với If-Match mới.',
      en: 'Read it again, look at the difference and send it with the new If-Match.',
    },
  },
  body_too_large: {
    status: 413,
    title: { vi: 'Nội dung gửi lên quá lớn', en: 'The body is too large' },
    remedy: {
      vi: 'Chia nhỏ yêu cầu hoặc giảm kích thước tệp.',
      en: 'Split the request or send a smaller file.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: { vi: 'Kiểu nội dung không được nhận', en: 'Unsupported media type' },
    remedy: {
      vi: 'Gửi JSON với Content-Type: application/json, ảnh với image/png, image/jpeg, image/webp.',
      en: 'Send JSON as application/json, a picture as image/png, image/jpeg or image/webp.',
    },
  },
  invalid_fields: {
    status: 422,
    title: { vi: 'Có trường chưa đúng quy tắc', en: 'Some fields break their rule' },
    remedy: {
      vi: 'Sửa từng trường theo hướng dẫn trong "errors" rồi gửi lại.',
      en: 'Correct each field as "errors" says, then send it again.',
    },
  },
  idempotency_key_reused: {
    status: 422,
    title: {
      vi: 'Idempotency-Key này đã dùng cho yêu cầu khác',
      en: 'This Idempotency-Key belongs to another request',
    },
    remedy: {
      vi: 'Dùng khóa mới cho yêu cầu mới; lặp lại yêu cầu cũ thì gửi đúng nội dung cũ.',
      en: 'Use a new key for a new request; to repeat the old one send the same body.',
    },
  },
  precondition_required: {
    status: 428,
    title: { vi: 'Thiếu đầu mục bắt buộc', en: 'A required header is missing' },
    remedy: {
      vi: 'Gửi If-Match với ETag vừa đọc, hoặc Idempotency-Key do bạn đặt, như chi tiết đã nêu.',
      en: 'Send If-Match with the ETag you read, or an Idempotency-Key of yours, as stated.',
    },
  },
  too_many_requests: {
    status: 429,
    title: { vi: 'Quá nhiều lần trong thời gian ngắn', en: 'Too many requests' },
    remedy: {
      vi: 'Chờ số giây trong Retry-After rồi thử lại; cần gấp, gọi đường dây nóng của Sở.',
      en: 'Wait as Retry-After says; if it is urgent, call the hotline of the department.',
    },
  },
  internal: {
    status: 500,
    title: { vi: 'Lỗi của hệ thống', en: 'Internal error' },
    remedy: {
      vi: 'Báo bộ phận kỹ thuật kèm mã yêu cầu (requestId).',
      en: 'Tell the operators the requestId.',
    },
  },
  unavailable: {
    status: 503,
    title: { vi: 'Hệ thống tạm thời chưa sẵn sàng', en: 'The service is not available right now' },
    remedy: {
      vi: 'Chờ số giây trong Retry-After rồi gửi lại với cùng Idempotency-Key.',
      en: 'Wait as Retry-After says and repeat with the same Idempotency-Key.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>

export type ErrorCode = keyof typeof ERRORS

/** One field that breaks its rule: where, why, and what to do about it. */
export interface FieldFault {
  /** Path into the request, e.g. `body.identifier.value`. */
  field: string
  /** Stable name of the rule. */
  rule: string
  reason: Text
  remedy: Text
}

interface Details {
  /** What a `wrong_state` is about. */
  state?: string
  fields?: FieldFault[]
  /** What is missing (`not_ready`). */
  missing?: { code: string; what: Text; who: string }[]
  /** Offending sub-ranges (`ranges_refused`, `already_printed`). */
  ranges?: {
    batchId: number
    from: number
    to: number
    state: string
    seq?: number
    /** How often they were printed. */
    times?: number
  }[]
  /** Identifier of the record that is in the way (`already_exists`). */
  existingId?: string
  /** Seconds after which it may be tried again (`too_many_requests`). */
  retryAfterS?: number
}

/** An expected failure: becomes a problem document with the status of its code. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: Text
  readonly details: Details

  constructor(code: ErrorCode, detail: Text, details: Details & { cause?: unknown } = {}) {
    const { cause, ...rest } = details
    super(`${code}: ${detail.en}`, { cause })
    this.name = 'AppError'
    this.code = code
    this.detail = detail
    this.details = rest
  }
}

/** A request that waits in a queue finds that it needs other lanes than it named: it asks again. */
export class StaleLanes extends Error {
  override name = 'StaleLanes'
}

/** One field against its rule: the shortest way to a 422. */
export function fieldError(field: string, rule: string, reason: Text, remedy: Text): AppError {
  return new AppError('invalid_fields', reason, { fields: [{ field, rule, reason, remedy }] })
}

/** A thing that does not exist for this caller, so also one that belongs to another. */
export function notFound(what: Text): AppError {
  return new AppError('not_found', { vi: `Không có ${what.vi}.`, en: `There is no ${what.en}.` })
}

export function wrongState(state: string, detail: Text): AppError {
  return new AppError('wrong_state', detail, { state })
}
