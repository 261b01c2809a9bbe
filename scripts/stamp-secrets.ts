import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ConfigError } from '../src/config.ts'
import { fingerprintOf } from '../src/features/stamps/stamp-secrets.rules.ts'
import { makeStampSecret, writePrivateFile } from '../src/stamp-secrets-file.ts'
import { openEscrow, sealEscrow } from './stamp-secrets/escrow.ts'
import { StampSecretsFault } from './stamp-secrets/fault.ts'
import { readPassphrase } from './stamp-secrets/passphrase.ts'
import { findPlace, newFile, type Place, targetOf, writeSecrets } from './stamp-secrets/place.ts'
import { type KnownVersion, readRegister } from './stamp-secrets/register.ts'

/**
 * The secrets of the stamp tags in the hands of the person who runs the service: a new version,
 * an escrow for another office, its import, a check. No secret ever reaches the terminal.
 */
const USAGE = `npm run stamp-secrets -- <lệnh / command>

  new [--out FILE]            tạo phiên bản khóa kế tiếp / make the next version
  export --out FILE           ghi bản ký gửi có mật khẩu / write an escrow under a passphrase
  import FILE [--out FILE]    lấy lại khóa từ bản ký gửi / restore the secrets of an escrow
  check                       dấu vân đang có, so với sổ / fingerprints, against the register

  --passphrase-file FILE      mật khẩu là dòng đầu của tệp / its first line is the passphrase
`

interface Options {
  out: string | undefined
  passphraseFile: string | undefined
  /** What stands after the command. */
  files: string[]
}

const COMMANDS: Record<string, (options: Options) => Promise<void>> = {
  new: makeNext,
  export: exportEscrow,
  import: importEscrow,
  check,
}

async function makeNext({ out }: Options): Promise<void> {
  const place = await findPlace()
  const target = targetOf(place, out)
  assertSome(place)
  const version = Math.max(...place.secrets.keys()) + 1
  const secret = makeStampSecret()
  await writeSecrets(place, target, new Map([...place.secrets, [version, secret]]))
  const first = target === place.file ? '' : NEXT_VARIABLE
  console.log(`Khóa tem phiên bản ${version}, dấu vân ${fingerprintOf(secret)}: ${target}
Stamp secret ${version}, fingerprint ${fingerprintOf(secret)}.
${first}1. Ký gửi ngay / put it in escrow now: npm run stamp-secrets -- export --out FILE
2. Khởi động lại mọi bản dịch vụ / restart every copy of the service.
3. Rồi mới kích hoạt / only then: POST /api/v1/stamp-secrets/${version}/activation`)
}

const NEXT_VARIABLE = `0. Đặt STAMP_SECRETS bằng nội dung tệp, cho mọi bản dịch vụ, rồi xóa tệp.
   Set STAMP_SECRETS to what the file holds, for every copy, then delete the file.
`

async function exportEscrow({ out, passphraseFile }: Options): Promise<void> {
  const place = await findPlace()
  if (out === undefined) throw usageFault()
  const target = newFile(out)
  assertSome(place)
  const passphrase = await readPassphrase(passphraseFile, true)
  await writePrivateFile(target, await sealEscrow(place.secrets, passphrase, new Date()))
  console.log(`Bản ký gửi của phiên bản ${versionsOf(place.secrets)}: ${target}
An escrow of versions ${versionsOf(place.secrets)}.
Giữ tệp và mật khẩu ở hai nơi khác nhau, ngoài máy này. / Keep file and passphrase in two places,
away from this machine. Mở được bằng / opens with: age --decrypt FILE`)
}

async function importEscrow({ out, passphraseFile, files }: Options): Promise<void> {
  const place = await findPlace()
  const [file] = files
  if (file === undefined) throw usageFault()
  const target = targetOf(place, out)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StampSecretsFault(`Không đọc được ${file}: ${String(error)}`, 'Name another file.')
  })
  const found = await openEscrow(text, await readPassphrase(passphraseFile, false))
  for (const [version, secret] of found) {
    const here = place.secrets.get(version)
    if (here !== undefined && !here.equals(secret)) throw otherSecret(version, here, secret)
  }
  await writeSecrets(place, target, new Map([...place.secrets, ...found]))
  console.log(`Đã lấy lại phiên bản ${versionsOf(found)}: ${target}
Restored versions ${versionsOf(found)}.
${target === place.file ? '' : NEXT_VARIABLE}Khởi động lại dịch vụ / restart the service.`)
}

function otherSecret(version: number, here: Buffer, found: Buffer): StampSecretsFault {
  return new StampSecretsFault(
    `Ở đây đã có khóa phiên bản ${version} khác (dấu vân ${fingerprintOf(here)}, bản ký gửi: ` +
      `${fingerprintOf(found)}). Không ghi đè: xem sổ cần khóa nào (check), cất khóa sai đi rồi ` +
      'chạy lại.',
    `Another secret ${version} is here (fingerprint ${fingerprintOf(here)}, escrow: ` +
      `${fingerprintOf(found)}). It is not overwritten: see which one the register needs ` +
      '(check), move the wrong one away and run this again.',
  )
}

async function check(_options: Options): Promise<void> {
  const place = await findPlace()
  const reached = await readRegister(place)
  const known = reached.ok ? reached.known : []
  console.log(`Khóa tem trong / stamp secrets in ${place.file ?? 'STAMP_SECRETS'}`)
  const versions = new Set([...place.secrets.keys(), ...known.map(({ _id }) => _id)])
  let isRight = true
  for (const version of [...versions].sort((a, b) => a - b)) {
    const secret = place.secrets.get(version)
    const record = known.find(({ _id }) => _id === version)
    const { fits, words } = compare(secret, record, reached.ok)
    isRight &&= fits
    const fingerprint = secret === undefined ? '-'.repeat(16) : fingerprintOf(secret)
    console.log(`  ${String(version).padStart(4)}  ${fingerprint}  ${words}`.trimEnd())
  }
  if (!reached.ok) {
    console.log(`Chưa so được với sổ / not compared with the register: ${reached.reason}`)
  }
  if (!isRight) process.exitCode = 1
}

function compare(secret: Buffer | undefined, record: KnownVersion | undefined, isReached: boolean) {
  if (record === undefined) {
    const words = isReached ? 'mới, dịch vụ sẽ ghi khi khởi động / new to the register' : ''
    return { fits: true, words }
  }
  if (secret === undefined) {
    const words = `THIẾU / MISSING: ${record.fingerprint}, ${record.status} (import)`
    return { fits: false, words }
  }
  const fits = fingerprintOf(secret) === record.fingerprint
  const words = fits ? 'khớp / matches' : `KHÁC / ANOTHER: ${record.fingerprint} (import)`
  return { fits, words: `${words}, ${record.status}` }
}

function versionsOf(secrets: ReadonlyMap<number, Buffer>): string {
  return [...secrets.keys()].sort((a, b) => a - b).join(', ')
}

function assertSome(place: Place): void {
  if (place.secrets.size > 0) return
  throw new StampSecretsFault(
    `Chưa có khóa tem nào ở ${place.file ?? 'STAMP_SECRETS'}: khởi động dịch vụ một lần, hoặc ` +
      'lấy lại từ bản ký gửi (import).',
    'There is no stamp secret yet: start the service once, or restore an escrow (import).',
  )
}

function usageFault(): StampSecretsFault {
  return new StampSecretsFault('Lệnh chưa đúng.', `The command is not right.\n\n${USAGE}`)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' }, 'passphrase-file': { type: 'string' } },
    })
  } catch {
    throw usageFault()
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const [name = '', ...files] = positionals
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw usageFault()
  await command({ out: values.out, passphraseFile: values['passphrase-file'], files })
}

try {
  await main()
} catch (error) {
  const isKnown = error instanceof StampSecretsFault || error instanceof ConfigError
  console.error(isKnown ? error.message : error)
  process.exitCode = 1
}
