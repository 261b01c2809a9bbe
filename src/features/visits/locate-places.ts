import type { StampService } from '../stamps/stamps.service.ts'
import type { StampStore } from '../stamps/stamps.store.ts'
import { stampOf } from './place.rules.ts'

export interface PlaceParts {
  batches: Pick<StampStore, 'findBatches'>
  stamps: Pick<StampService, 'stampAt'>
}

/** The stamp of a place as people name it. */
export interface NamedStamp {
  serial: string
  link: string
  /** As printed on the stamp, from 1. */
  number: number
  batchId: number
  index: number
}

/** Finds the stamps of places. @throws Error for a place in a batch that there is not */
export async function nameStamps(
  { batches, stamps }: PlaceParts,
  places: readonly number[],
): Promise<(place: number) => NamedStamp> {
  const numbers = new Set(places.map((place) => stampOf(place).batchId))
  const found = await batches.findBatches([...numbers])
  const batchOf = new Map(found.map((batch) => [batch._id, batch]))
  return (place) => {
    const { batchId, index } = stampOf(place)
    const batch = batchOf.get(batchId)
    if (batch === undefined) throw new Error(`Batch ${batchId} is gone`)
    return { ...stamps.stampAt(batch, index), batchId, index }
  }
}
