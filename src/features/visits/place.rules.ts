import { BATCH_STAMPS_MAX } from '../stamps/serial.rules.ts'

/** The batch and the index, from 0, of a place: the inverse of `segmentId`. */
export function stampOf(place: number): { batchId: number; index: number } {
  return { batchId: Math.floor(place / BATCH_STAMPS_MAX), index: place % BATCH_STAMPS_MAX }
}
