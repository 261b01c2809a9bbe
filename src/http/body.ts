import express, { type RequestHandler } from 'express'
import multer from 'multer'
import { AppError } from '../errors.ts'
import { type FormBody, isBinary, isForm } from './content.ts'
import { FORM_BYTES_MAX, FORM_FIELDS_MAX, JSON_BODY_BYTES_MAX } from './limits.ts'
import type { Route } from './route.ts'

/** What reads the body of a route, each within its limit. */
export function bodyParsers(body: Route['body']): RequestHandler[] {
  if (body === undefined) return []
  if (isBinary(body)) return [express.raw({ type: [...body.types], limit: body.bytesMax })]
  const json = express.json({ limit: JSON_BODY_BYTES_MAX, type: ['application/json', '+json'] })
  if (!isForm(body)) return [json]
  const fields = express.urlencoded({
    extended: false,
    limit: FORM_BYTES_MAX,
    parameterLimit: FORM_FIELDS_MAX,
  })
  return [json, fields, multipart(body)]
}

/** A form with a file, which stays in memory: it is never written as it was sent. */
function multipart({ file }: FormBody): RequestHandler {
  const upload = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: file?.bytesMax ?? 0,
      files: file === null ? 0 : 1,
      fields: FORM_FIELDS_MAX,
      fieldSize: FORM_BYTES_MAX,
      fieldNameSize: 100,
      parts: FORM_FIELDS_MAX + 1,
    },
  })
  const parse = file === null ? upload.none() : upload.single(file.field)
  return (request, response, next) => {
    parse(request, response, (error: unknown) => next(error === undefined ? error : refusal(error)))
  }
}

/** Not a file in a field that takes none: that is no question of size. */
const TOO_MUCH = /^LIMIT_(?!UNEXPECTED_FILE)/

function refusal(error: unknown): unknown {
  if (error instanceof multer.MulterError && TOO_MUCH.test(error.code)) {
    return new AppError(
      'body_too_large',
      {
        vi: 'Biểu mẫu hoặc ảnh vượt giới hạn. Chọn ảnh nhỏ hơn rồi gửi lại.',
        en: 'The form or the photo is too large. Choose a smaller photo and send it again.',
      },
      { cause: error },
    )
  }
  return new AppError(
    'malformed_request',
    { vi: 'Không đọc được biểu mẫu đã gửi.', en: 'The form that was sent cannot be read.' },
    { cause: error },
  )
}
