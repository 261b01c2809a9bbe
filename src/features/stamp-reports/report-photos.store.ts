import { Binary, type ClientSession } from 'mongodb'
import { z } from 'zod'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'

const PhotoRecord = z.object({
  /** Of the report that it came with. */
  _id: z.string(),
  bytes: z.instanceof(Binary),
  contentType: z.string(),
  createdAt: z.date(),
})

export type ReportPhotoStore = ReturnType<typeof createReportPhotoStore>

/** Photos that came with reports, small and without the data of the camera; never public. */
export function createReportPhotoStore(connection: Connection) {
  const photos = defineModel(connection, 'stamp_report_photos', PhotoRecord)
  return {
    async insert(
      reportId: string,
      photo: { bytes: Buffer; contentType: string },
      createdAt: Date,
      session: ClientSession,
    ): Promise<void> {
      const { bytes, contentType } = photo
      const record = { _id: reportId, bytes: new Binary(bytes), contentType, createdAt }
      await photos.insertMany([PhotoRecord.parse(record)], { session, lean: true })
    },

    async find(reportId: string): Promise<{ bytes: Buffer; contentType: string } | null> {
      const found = await photos.findById(reportId).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
      if (found === null) return null
      return { bytes: Buffer.from(found.bytes.value()), contentType: found.contentType }
    },
  }
}
