import { z } from 'zod'
import { TextReply } from '../../http/fields.ts'

/** "Why not yet": what is missing, and who supplies it. */
export const Readiness = z
  .strictObject({
    ready: z.boolean().meta({ description: 'Nothing is missing' }),
    missing: z
      .array(
        z.strictObject({
          code: z.string().meta({ description: 'Name of the element', example: 'address' }),
          what: TextReply.meta({ description: 'What is missing' }),
          who: z.enum(['enterprise', 'officer']).meta({ description: 'Who supplies it' }),
        }),
      )
      .meta({ description: 'What is missing' }),
  })
  .meta({ id: 'Readiness', description: 'Whether it is ready, and if not, why not yet' })
