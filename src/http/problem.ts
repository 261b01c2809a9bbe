import { z } from 'zod'
import { AppError, ERRORS, type ErrorCode } from '../errors.ts'
import { TextReply } from './fields.ts'

const Fault = z
  .strictObject({
    field: z.string().meta({ description: 'Path into the request', example: 'body.name' }),
    rule: z.string().meta({ description: 'Name of the rule', example: 'tax_code.check_digit' }),
    reason: TextReply.meta({ description: 'Why it is refused' }),
    remedy: TextReply.meta({ description: 'What to do' }),
  })
  .meta({ id: 'FieldFault', description: 'One field that breaks its rule' })

/** Problem document of RFC 9457 with the members this service adds. */
export const Problem = z
  .strictObject({
    type: z.string().meta({ description: 'urn:sotem:problem:<code>' }),
    title: z.string().meta({ description: 'The kind of problem, in Vietnamese' }),
    titleEn: z.string().meta({ description: 'The kind of problem, in English' }),
    status: z.int().meta({ description: 'HTTP status' }),
    detail: z.string().meta({ description: 'This case, in Vietnamese' }),
    detailEn: z.string().meta({ description: 'This case, in English' }),
    code: z.enum(Object.keys(ERRORS) as ErrorCode[]).meta({ description: 'Stable code' }),
    remedy: TextReply.meta({ description: 'What to do next' }),
    requestId: z.string().meta({ description: 'Names this request in the logs' }),
    state: z.string().optional().meta({ description: 'The state that does not allow it' }),
    existingId: z.string().optional().meta({ description: 'The record that is in the way' }),
    retryAfterS: z.int().optional().meta({ description: 'Seconds to wait, as in Retry-After' }),
    errors: z.array(Fault).optional().meta({ description: 'Field by field' }),
    missing: z
      .array(
        z.strictObject({
          code: z.string().meta({ description: 'Name of the missing element' }),
          what: TextReply.meta({ description: 'What is missing' }),
          who: z.string().meta({ description: 'Who supplies it: enterprise or officer' }),
        }),
      )
      .optional()
      .meta({ description: 'What a dossier still lacks' }),
    ranges: z
      .array(
        z.strictObject({
          batchId: z.int().meta({ description: 'Number of the batch' }),
          from: z.int().meta({ description: 'First stamp, from 0' }),
          to: z.int().meta({ description: 'Last stamp, inclusive' }),
          state: z.string().meta({ description: 'Why this range is refused' }),
          seq: z.int().optional().meta({ description: 'Number of the event that is in the way' }),
          times: z.int().optional().meta({ description: 'How often it was printed before' }),
        }),
      )
      .optional()
      .meta({ description: 'Ranges of stamps that are in the way' }),
  })
  .meta({ id: 'Problem', description: 'Why a request failed and what to do (RFC 9457)' })

export type Problem = z.infer<typeof Problem>

/** The problem document of any error; one that is not expected shows nothing of itself. */
export function toProblem(error: AppError, requestId: string): Problem {
  const { status, title, remedy } = ERRORS[error.code]
  const { fields, ...details } = error.details
  const shown = error.code === 'internal' ? { vi: title.vi, en: title.en } : error.detail
  return {
    type: `urn:sotem:problem:${error.code}`,
    title: title.vi,
    titleEn: title.en,
    status,
    detail: shown.vi,
    detailEn: shown.en,
    code: error.code,
    remedy,
    requestId,
    ...details,
    ...(fields === undefined ? {} : { errors: fields }),
  }
}

interface HttpLikeError {
  type?: string
  status?: number
}

/**
 * The single funnel from whatever was thrown to an expected error.
 * @param isUnavailable tells failures of the database that pass by themselves
 */
export function toAppError(error: unknown, isUnavailable: (error: unknown) => boolean): AppError {
  if (error instanceof AppError) return error
  if (isUnavailable(error)) {
    return new AppError(
      'unavailable',
      { vi: 'Cơ sở dữ liệu chưa trả lời.', en: 'The database does not answer.' },
      { cause: error },
    )
  }
  const fromParser = parserError(error as HttpLikeError)
  return fromParser ?? new AppError('internal', ERRORS.internal.title, { cause: error })
}

function parserError(error: HttpLikeError): AppError | null {
  if (error.type === 'entity.too.large') {
    return new AppError('body_too_large', {
      vi: 'Nội dung vượt giới hạn của đường dẫn này.',
      en: 'The body is larger than this path allows.',
    })
  }
  if (error.type === 'charset.unsupported' || error.type === 'encoding.unsupported') {
    return new AppError('unsupported_media_type', {
      vi: 'Chỉ nhận UTF-8.',
      en: 'Only UTF-8 is taken.',
    })
  }
  if (error.status !== undefined && error.status >= 400 && error.status < 500) {
    return new AppError('malformed_request', {
      vi: 'JSON hoặc đường dẫn không đúng cú pháp.',
      en: 'The JSON or the path is not well-formed.',
    })
  }
  return null
}
