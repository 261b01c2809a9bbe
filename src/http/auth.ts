import { AppError } from '../errors.ts'
import type { Access, Caller } from './route.ts'

/** Tells who holds a key. @throws AppError `unauthenticated` for none or a revoked one. */
export type Authenticate = (token: string | null) => Promise<Caller>

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i

/** The bearer token of RFC 6750, or null. */
export function bearerToken(header: string | undefined): string | null {
  return header === undefined ? null : (BEARER.exec(header.trim())?.[1] ?? null)
}

/** @throws AppError `forbidden` naming the role or duty that the caller lacks. */
export function authorise(caller: Caller, access: Access): void {
  const allowed: readonly string[] = access.roles
  if (!allowed.includes(caller.role)) {
    const roles = access.roles.join(', ')
    throw new AppError('forbidden', {
      vi: `Việc này cần vai trò: ${roles}.`,
      en: `This needs one of the roles: ${roles}.`,
    })
  }
  if (caller.role === 'officer' && access.duty && !caller.duties.includes(access.duty)) {
    throw new AppError('forbidden', {
      vi: `Việc này cần cán bộ có nhiệm vụ: ${access.duty}.`,
      en: `This needs an officer with the duty: ${access.duty}.`,
    })
  }
}
