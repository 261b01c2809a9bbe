import mongoose from 'mongoose'
import { z } from 'zod'
import type { Connection } from './connection.ts'

export type Model<Stored> = mongoose.Model<Stored>

/** Longest that one command may work on the server. */
export const COMMAND_TIMEOUT_MS = 10_000

/**
 * The model of a collection from the zod shape of its records: mongoose refuses fields that
 * the shape does not name, in documents and in filters alike. Indexes are the migrations' business.
 */
export function defineModel<Shape extends z.ZodRawShape>(
  connection: Connection,
  collection: string,
  record: z.ZodObject<Shape>,
): Model<z.infer<z.ZodObject<Shape>>> {
  type Stored = z.infer<z.ZodObject<Shape>>
  const defined = connection.models[collection] as Model<Stored> | undefined
  if (defined !== undefined) return defined
  const paths: Record<string, { type: unknown }> = {}
  for (const [name, field] of Object.entries(record.shape)) paths[name] = pathType(field)
  const schema = new mongoose.Schema<Stored>(paths as mongoose.SchemaDefinition<Stored>, {
    collection,
    strict: 'throw',
    versionKey: false,
    minimize: false,
    id: false,
  })
  return connection.model<Stored>(collection, schema)
}

function pathType(field: z.core.$ZodType): { type: unknown } {
  const inner = unwrap(field as z.ZodType)
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum || inner instanceof z.ZodLiteral) {
    return { type: String }
  }
  if (inner instanceof z.ZodNumber) return { type: Number }
  if (inner instanceof z.ZodBoolean) return { type: Boolean }
  if (inner instanceof z.ZodDate) return { type: Date }
  return { type: mongoose.Schema.Types.Mixed }
}

function unwrap(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodNullable || field instanceof z.ZodOptional) {
    return unwrap(field.unwrap() as z.ZodType)
  }
  return field
}
