import type { PrintFileStore } from './print-files.store.ts'
import type { PrintRunStore } from './print-runs.store.ts'

export interface SweepParts {
  runs: Pick<PrintRunStore, 'retireExpired' | 'findNamed'>
  files: Pick<PrintFileStore, 'listOlderThan' | 'remove'>
  now: () => Date
}

/** Longer than any one file takes to be made: what is younger may still be at work. */
const ORPHAN_AGE_MS = 3_600_000
const IDS_AT_ONCE = 500

/**
 * Ends the runs whose time is over, and removes every file that no live run names: those of runs
 * that ended, and what a copy that was killed had begun.
 * @returns how many files were removed
 */
export async function sweepPrintFiles(
  { runs, files, now }: SweepParts,
  orphanAgeMs = ORPHAN_AGE_MS,
): Promise<number> {
  await runs.retireExpired(now())
  const old = await files.listOlderThan(orphanAgeMs)
  let removed = 0
  for (let start = 0; start < old.length; start += IDS_AT_ONCE) {
    const ids = old.slice(start, start + IDS_AT_ONCE)
    const named = await runs.findNamed(ids)
    const orphans = ids.filter((id) => !named.has(id))
    await files.remove(orphans)
    removed += orphans.length
  }
  return removed
}
