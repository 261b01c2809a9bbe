import type { Actor } from '../../db/unit-of-work.ts'
import type { Caller } from '../../http/route.ts'

/** Whether a caller may see what belongs to an enterprise; staff see all. */
export function maySee(
  caller: Pick<Actor, 'role' | 'enterpriseId'>,
  enterpriseId: string,
): boolean {
  return caller.role !== 'enterprise' || caller.enterpriseId === enterpriseId
}

/** The enterprise a list is limited to: the caller's own, or the one that staff asked for. */
export function scopeOf(caller: Caller, asked: string | undefined): string | undefined {
  if (caller.role !== 'enterprise') return asked
  const own = caller.enterpriseId
  // No identifier is empty: such a list holds nothing.
  return own !== null && (asked === undefined || asked === own) ? own : ''
}
