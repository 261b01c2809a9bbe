import { createHmac } from 'node:crypto'
import { wrongState } from '../../errors.ts'
import { SECRET_VERSION_MAX, type SecretRecord } from './stamp-secrets.schema.ts'

const SECRET_BYTES_MIN = 32
const FINGERPRINT_HEX_DIGITS = 16

/**
 * `1:<base64>,2:<base64>` as a map by version.
 * @throws Error on a version or a secret given twice, a wrong version or a short secret
 */
export function parseSecrets(text: string): Map<number, Buffer> {
  const secrets = new Map<number, Buffer>()
  const versionOf = new Map<string, number>()
  for (const part of text.split(',')) {
    const [name = '', encoded = ''] = part.split(':')
    const version = Number(name)
    const secret = Buffer.from(encoded, 'base64')
    if (!/^\d+$/.test(name) || version < 1 || version > SECRET_VERSION_MAX) {
      throw new Error(
        `STAMP_SECRETS: phiên bản phải từ 1 đến ${SECRET_VERSION_MAX} / versions are 1 to ` +
          `${SECRET_VERSION_MAX}`,
      )
    }
    if (secret.length < SECRET_BYTES_MIN) {
      throw new Error(
        `STAMP_SECRETS: khóa ${version} ngắn hơn ${SECRET_BYTES_MIN} byte / secret ${version} ` +
          `needs ${SECRET_BYTES_MIN} bytes or more`,
      )
    }
    if (secrets.has(version)) {
      throw new Error(
        `STAMP_SECRETS: phiên bản ${version} có hai lần / version ${version} is there twice`,
      )
    }
    const other = versionOf.get(secret.toString('base64'))
    if (other !== undefined) {
      throw new Error(
        `STAMP_SECRETS: phiên bản ${other} và ${version} là cùng một khóa / versions ${other} ` +
          `and ${version} are the same secret`,
      )
    }
    secrets.set(version, secret)
    versionOf.set(secret.toString('base64'), version)
  }
  return secrets
}

/** Secrets by version as the one text that `parseSecrets` reads, lowest version first. */
export function formatSecrets(secrets: ReadonlyMap<number, Buffer>): string {
  return [...secrets]
    .sort(([a], [b]) => a - b)
    .map(([version, secret]) => `${version}:${secret.toString('base64')}`)
    .join(',')
}

/** First 16 hex digits of an HMAC under the secret: it tells secrets apart and nothing of them. */
export function fingerprintOf(secret: Buffer): string {
  const digest = createHmac('sha256', secret).update('sotem fingerprint').digest('hex')
  return digest.slice(0, FINGERPRINT_HEX_DIGITS)
}

/**
 * Compares the given secrets with the register's fingerprints, whatever the status: the stamps of
 * a retired or leaked version must still be recognised.
 * @throws Error naming the version that is missing or another, and the remedy
 */
export function assertSecretsFit(
  known: readonly Pick<SecretRecord, '_id' | 'fingerprint'>[],
  given: ReadonlyMap<number, Buffer>,
): void {
  for (const { _id, fingerprint } of known) {
    const secret = given.get(_id)
    if (secret === undefined) {
      throw new Error(
        `STAMP_SECRETS: thiếu phiên bản ${_id} (dấu vân ${fingerprint}); lấy lại từ bản ký gửi: ` +
          `npm run stamp-secrets -- import <tệp> / version ${_id} (fingerprint ${fingerprint}) ` +
          'is missing; restore it from the escrow: npm run stamp-secrets -- import <file>',
      )
    }
    if (fingerprintOf(secret) !== fingerprint) {
      throw new Error(
        `STAMP_SECRETS: phiên bản ${_id} không phải khóa của sổ này (dấu vân phải là ` +
          `${fingerprint}); đặt lại đúng khóa, hoặc lấy từ bản ký gửi / version ${_id} is not ` +
          `the register's (its fingerprint is ${fingerprint}); put the right secret back, or ` +
          'restore it from the escrow: npm run stamp-secrets -- import <file>',
      )
    }
  }
}

/**
 * The records of versions that are new to the register. They stand by, so that every copy can be
 * given a secret before one signs with it; only an empty register takes the highest at once.
 */
export function secretsToEnter(
  known: readonly Pick<SecretRecord, '_id'>[],
  given: ReadonlyMap<number, Buffer>,
  at: Date,
): SecretRecord[] {
  const there = new Set(known.map(({ _id }) => _id))
  const first = known.length === 0 ? Math.max(...given.keys()) : null
  return [...given]
    .filter(([version]) => !there.has(version))
    .map(([version, secret]) => ({
      _id: version,
      fingerprint: fingerprintOf(secret),
      status: version === first ? 'active' : 'standby',
      createdAt: at,
      leakReason: null,
      revision: 1,
    }))
}

/**
 * @param held whether this copy of the service has the secret
 * @throws AppError `wrong_state`
 */
export function assertMayActivate({ _id, status }: SecretRecord, held: boolean): void {
  if (status === 'leaked') {
    throw wrongState('leaked', {
      vi: `Khóa phiên bản ${_id} đã lộ, không bao giờ dùng lại; hãy tạo và kích hoạt khóa mới.`,
      en: `Version ${_id} has leaked and never signs again; make a new one and activate that.`,
    })
  }
  if (status === 'active') {
    throw wrongState('active', {
      vi: `Khóa phiên bản ${_id} đang được dùng rồi.`,
      en: `Version ${_id} is the active one already.`,
    })
  }
  if (!held) {
    throw wrongState('not_held', {
      vi:
        `Bản dịch vụ này chưa có khóa phiên bản ${_id}: đưa khóa cho mọi bản dịch vụ, khởi động ` +
        'lại chúng, rồi kích hoạt.',
      en:
        `This copy of the service does not have version ${_id}: give it to every copy, restart ` +
        'them, then activate it.',
    })
  }
}

/** @throws AppError `wrong_state` */
export function assertMayRetire({ _id, status }: SecretRecord): void {
  if (status === 'standby') return
  if (status === 'active') {
    throw wrongState('active', {
      vi: `Khóa phiên bản ${_id} đang ký tem: kích hoạt phiên bản khác, khi đó nó tự thôi.`,
      en: `Version ${_id} signs new stamps: activate another one, which retires it.`,
    })
  }
  throw wrongState(status, {
    vi: `Khóa phiên bản ${_id} không còn được dùng để ký rồi.`,
    en: `Version ${_id} does not sign any more already.`,
  })
}

/** @throws AppError `wrong_state` */
export function assertMayReportLeak({ _id, status }: SecretRecord): void {
  if (status !== 'leaked') return
  throw wrongState('leaked', {
    vi: `Khóa phiên bản ${_id} đã được báo lộ rồi.`,
    en: `Version ${_id} is marked as leaked already.`,
  })
}
