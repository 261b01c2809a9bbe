import { Binary, type ClientSession } from 'mongodb'
import { z } from 'zod'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'

const ImageRecord = z.object({
  /** SHA-256 of the bytes, hex. */
  _id: z.string(),
  bytes: z.instanceof(Binary),
  contentType: z.string(),
  width: z.int(),
  height: z.int(),
  createdAt: z.date(),
})

/** A picture as it is kept: small, without the data of the camera. */
export interface Picture {
  sha256: string
  bytes: Buffer
  contentType: string
  width: number
  height: number
}

export type ImageStore = ReturnType<typeof createImageStore>

/** Pictures by the hash of their bytes; never changed and never removed. */
export function createImageStore(connection: Connection) {
  const images = defineModel(connection, 'images', ImageRecord)
  return {
    /** @returns false where the same picture is already kept */
    async ensure(picture: Picture, createdAt: Date, session: ClientSession): Promise<boolean> {
      const { sha256: _id, bytes, ...rest } = picture
      const fields = { ...rest, bytes: new Binary(bytes), createdAt }
      const result = await images.updateOne(
        { _id },
        { $setOnInsert: fields },
        { upsert: true, session },
      )
      return result.upsertedCount === 1
    },

    async find(sha256: string): Promise<Picture | null> {
      const found = await images.findById(sha256).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
      if (found === null) return null
      const { contentType, width, height } = found
      return { sha256, bytes: Buffer.from(found.bytes.value()), contentType, width, height }
    },
  }
}
