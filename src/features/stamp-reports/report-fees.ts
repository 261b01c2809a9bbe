import type { Limit } from '../../http/rate-limit.ts'

export type ReportFees = ReturnType<typeof createReportFees>

interface FeeParts {
  /** Of the reports that one client may send. */
  limit: Limit
  windowMs: number
  /** Forms that are remembered; the one that paid first is forgotten first. */
  formsMax: number
  /** Milliseconds of a clock that only goes on. */
  elapsedMs: () => number
}

/**
 * Takes one report of its sender for each form: one that comes again within the window, because its
 * transaction failed, costs nothing more. Each copy of the service remembers for itself.
 */
export function createReportFees({ limit, windowMs, formsMax, elapsedMs }: FeeParts) {
  /** Until when, by the hash of the form, in the order in which they paid. */
  const paid = new Map<string, number>()

  function hasPaid(formHash: string): boolean {
    const until = paid.get(formHash)
    return until !== undefined && until > elapsedMs()
  }

  return {
    /** @throws AppError `too_many_requests` where the form has not paid and cannot */
    async assertLeft(formHash: string, address: string): Promise<void> {
      if (!hasPaid(formHash)) await limit.assertLeft(address)
    },

    /** @throws AppError `too_many_requests` as `assertLeft` */
    async take(formHash: string, address: string): Promise<void> {
      if (hasPaid(formHash)) return
      await limit.take(address)
      paid.delete(formHash)
      paid.set(formHash, elapsedMs() + windowMs)
      const [oldest] = paid.keys()
      if (paid.size > formsMax && oldest !== undefined) paid.delete(oldest)
    },
  }
}
