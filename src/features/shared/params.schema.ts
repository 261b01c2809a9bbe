import { z } from 'zod'
import { Id } from '../../http/fields.ts'

export const IdParams = z.strictObject({ id: Id })
