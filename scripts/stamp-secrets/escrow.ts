import { armor, Decrypter, Encrypter } from 'age-encryption'
import { z } from 'zod'
import { fingerprintOf } from '../../src/features/stamps/stamp-secrets.rules.ts'
import { SECRET_VERSION_MAX } from '../../src/features/stamps/stamp-secrets.schema.ts'
import { StampSecretsFault } from './fault.ts'

const FORMAT = 'sotem stamp secrets'
const FORMAT_VERSION = 1
const SECRET_BYTES_MIN = 32

const Escrow = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  secrets: z
    .array(
      z.object({
        version: z.int().min(1).max(SECRET_VERSION_MAX),
        secret: z.base64(),
        fingerprint: z.string(),
      }),
    )
    .min(1),
})

/**
 * The secrets as a file to hand to another office: JSON within the age format
 * (age-encryption.org/v1) under a passphrase, in ASCII armor, so that the tool `age` opens it too.
 */
export async function sealEscrow(
  secrets: ReadonlyMap<number, Buffer>,
  passphrase: string,
  at: Date,
): Promise<string> {
  const content: z.infer<typeof Escrow> = {
    format: FORMAT,
    version: FORMAT_VERSION,
    createdAt: at.toISOString(),
    secrets: [...secrets]
      .sort(([a], [b]) => a - b)
      .map(([version, secret]) => ({
        version,
        secret: secret.toString('base64'),
        fingerprint: fingerprintOf(secret),
      })),
  }
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  return armor.encode(await encrypter.encrypt(`${JSON.stringify(content, null, 2)}\n`))
}

/**
 * The secrets of an escrow file, each compared with its fingerprint.
 * @throws StampSecretsFault for another kind of file, a wrong passphrase, an altered file
 */
export async function openEscrow(text: string, passphrase: string): Promise<Map<number, Buffer>> {
  const content = parseContent(await decrypt(dearmor(text), passphrase))
  const secrets = new Map<number, Buffer>()
  for (const { version, secret: encoded, fingerprint } of content.secrets) {
    const secret = Buffer.from(encoded, 'base64')
    if (secret.length < SECRET_BYTES_MIN || fingerprintOf(secret) !== fingerprint) {
      throw new StampSecretsFault(
        `Khóa phiên bản ${version} trong bản ký gửi không khớp dấu vân ${fingerprint} của nó: ` +
          'bản này hỏng, hãy dùng bản ký gửi khác. Chưa ghi gì.',
        `Secret ${version} in the escrow does not have the fingerprint ${fingerprint} beside it: ` +
          'this copy is damaged, use another one. Nothing was written.',
      )
    }
    if (secrets.has(version)) throw notEscrow()
    secrets.set(version, secret)
  }
  return secrets
}

function dearmor(text: string): Uint8Array {
  try {
    return armor.decode(text)
  } catch {
    throw notEscrow()
  }
}

async function decrypt(file: Uint8Array, passphrase: string): Promise<string> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  try {
    return await decrypter.decrypt(file, 'text')
  } catch (error) {
    if (!String(error).includes('no identity matched')) throw altered()
    throw new StampSecretsFault(
      'Sai mật khẩu của bản ký gửi: gõ lại đúng như lúc xuất (hoa, thường, dấu, khoảng trắng).',
      'Wrong passphrase for this escrow: type it exactly as at the export (case, accents, blanks).',
    )
  }
}

function parseContent(text: string): z.infer<typeof Escrow> {
  try {
    return Escrow.parse(JSON.parse(text))
  } catch {
    throw notEscrow()
  }
}

function altered(): StampSecretsFault {
  return new StampSecretsFault(
    'Bản ký gửi đã bị sửa hoặc hỏng sau khi xuất: dùng một bản sao khác của tệp. Chưa ghi gì.',
    'The escrow was altered or damaged after its export: use another copy. Nothing was written.',
  )
}

function notEscrow(): StampSecretsFault {
  return new StampSecretsFault(
    'Tệp này không phải bản ký gửi khóa tem của sotem, hoặc không còn nguyên: chọn tệp do ' +
      '"stamp-secrets export" ghi (dòng đầu là BEGIN AGE ENCRYPTED FILE). Chưa ghi gì.',
    'This file is not an escrow of stamp secrets, or not whole: take the one that "stamp-secrets ' +
      'export" wrote (its first line is BEGIN AGE ENCRYPTED FILE). Nothing was written.',
  )
}
