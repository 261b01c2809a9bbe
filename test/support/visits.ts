import { readConfig } from '../../src/config.ts'
import { type ContextParts, createBase } from '../../src/context/foundation.ts'
import { createLedger } from '../../src/context/ledger.ts'
import { createRegister } from '../../src/context/register.ts'
import { createRequests } from '../../src/context/requests.ts'
import { createVisiting } from '../../src/context/visits.ts'
import { segmentId } from '../../src/features/stamps/segments.rules.ts'
import { openStampSecrets } from '../../src/features/stamps/stamp-secrets.ts'
import { createSubsidyStore } from '../../src/features/subsidies/subsidies.store.ts'
import type { Visit, Visits } from '../../src/features/visits/visits.service.ts'
import type { Visitor } from '../../src/http/visitor.ts'
import { createLog } from '../../src/log.ts'
import type { TestService } from './service.ts'

/** As startTestService has them. */
const SECRETS = new Map([[1, Buffer.alloc(32, 7)]])

export const PHONE =
  'Mozilla/5.0 (Linux; Android 13; SM-A536E) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/124.0.0.0 Mobile Safari/537.36'

/** Somebody who asks for a page: a phone, unless `headers` say otherwise. */
export function visitor(
  address: string,
  headers: Record<string, string> = {},
  more: Partial<Visitor> = {},
): Visitor {
  const all: Record<string, string> = {
    'user-agent': PHONE,
    'accept-language': 'vi-VN,vi;q=0.9',
    ...headers,
  }
  return {
    method: 'GET',
    address,
    header: (name) => all[name.toLowerCase()],
    isStaff: false,
    ...more,
  }
}

/** The n-th of many phones, each with an address of its own. */
export function phone(n: number, headers: Record<string, string> = {}): Visitor {
  return visitor(`203.0.${Math.floor(n / 250)}.${(n % 250) + 1}`, headers)
}

/**
 * The counting of another copy of the service over the same register, not started: `stop` writes.
 * @param env for its configuration
 */
export async function openVisits(
  { connection, baseUrl }: Pick<TestService, 'connection' | 'baseUrl'>,
  env: Record<string, string> = {},
): Promise<Visits> {
  const config = readConfig({ CLOCK: 'manual', LINK_HOST: 'tem.example', ...env })
  const secrets = await openStampSecrets(connection, SECRETS, new Date())
  const log = createLog('error', [])
  const parts: ContextParts = {
    ...{ config, connection, secrets, log, baseUrl },
    stopping: () => false,
  }
  const base = await createBase(parts)
  const register = createRegister(parts, base)
  const requests = createRequests(parts, base, register)
  const subsidies = createSubsidyStore(connection)
  const ledger = createLedger(parts, base, register, requests, subsidies)
  return createVisiting(parts, base, ledger).visits
}

/** A visit to a stamp of a batch: affixed, unless `more` says otherwise. */
export function visitOf(
  batch: { id: number; enterpriseId: string; productId: string },
  index: number,
  at: string,
  client: Visitor,
  more: Partial<Visit> = {},
): Visit {
  return {
    place: segmentId(batch.id, index),
    enterpriseId: batch.enterpriseId,
    productId: batch.productId,
    state: 'affixed',
    affixedOn: '2024-01-01',
    at: new Date(at),
    client,
    ...more,
  }
}
