import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GridFSBucket, ObjectId } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS } from '../../db/define.ts'

export type PrintFileStore = ReturnType<typeof createPrintFileStore>

const BUCKET = 'print_files'
const CHUNK_BYTES = 1_048_576
const timed = { maxTimeMS: COMMAND_TIMEOUT_MS }

/** The bytes of the printed files, in GridFS. A file is whole or it is named by nobody. */
export function createPrintFileStore(connection: Connection) {
  let opened: GridFSBucket | null = null
  const database = () => connection.getClient().db(connection.name)
  const bucket = (): GridFSBucket => {
    opened ??= new GridFSBucket(database(), { bucketName: BUCKET, chunkSizeBytes: CHUNK_BYTES })
    return opened
  }

  return {
    /**
     * Writes a file piece by piece, whatever its size in constant memory.
     * @returns what was written; where it rejects, something may be left that `remove` removes
     */
    async write(
      id: string,
      fileName: string,
      metadata: { runId: string; number: number },
      chunks: AsyncIterable<Uint8Array>,
      signal: AbortSignal,
    ): Promise<{ bytes: number; sha256: string }> {
      const hash = createHash('sha256')
      let bytes = 0
      async function* measured(source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          hash.update(chunk)
          bytes += chunk.length
          yield chunk
        }
      }
      const upload = bucket().openUploadStreamWithId(new ObjectId(id), fileName, { metadata })
      await pipeline(chunks, measured, upload, { signal })
      return { bytes, sha256: hash.digest('hex') }
    },

    /**
     * A file as a stream, which must be read to its end or destroyed.
     * @param bytes what it was written with: the stream fails where as much is not there any more
     */
    open(id: string, bytes: number): Readable {
      const stored = bucket().openDownloadStream(new ObjectId(id))
      return Readable.from(whole(stored, bytes, id), { objectMode: false })
    },

    /** Removes files, those that are not whole too. */
    async remove(ids: readonly string[]): Promise<void> {
      const keys = ids.map((id) => new ObjectId(id))
      const files = database().collection<{ _id: ObjectId }>(`${BUCKET}.files`)
      await files.deleteMany({ _id: { $in: keys } }, timed)
      const chunks = database().collection(`${BUCKET}.chunks`)
      for (const key of keys) await chunks.deleteMany({ files_id: key }, timed)
    },

    /**
     * Files of which anything is stored, begun longer ago than an age by the server's clock. The
     * identifier of a file says when it was begun.
     */
    async listOlderThan(ageMs: number): Promise<string[]> {
      const { localTime } = await database().command({ hello: 1 })
      const bound = ObjectId.createFromTime(Math.floor((localTime.getTime() - ageMs) / 1000) + 1)
      // One key of the index a file, however many pieces it has: their bytes are not read.
      const chunks = database().collection<{ files_id: ObjectId }>(`${BUCKET}.chunks`)
      const pieced = await chunks.distinct('files_id', { files_id: { $lt: bound } }, timed)
      const files = database().collection<{ _id: ObjectId }>(`${BUCKET}.files`)
      const named = files.find({ _id: { $lt: bound } }, { projection: { _id: 1 }, ...timed })
      const ids = [...pieced, ...(await named.toArray()).map(({ _id }) => _id)]
      return [...new Set(ids.map((id) => id.toHexString()))]
    },
  }
}

/** The driver ends a file whose pieces are gone as if it had none. */
async function* whole(stored: AsyncIterable<Buffer>, bytes: number, id: string) {
  let left = bytes
  for await (const piece of stored) {
    left -= piece.length
    yield piece
  }
  if (left !== 0) throw new Error(`File ${id} lacks ${left} bytes`)
}
