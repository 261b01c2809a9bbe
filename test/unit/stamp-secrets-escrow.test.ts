import { armor } from 'age-encryption'
import { expect } from 'chai'
import { openEscrow } from '../../scripts/stamp-secrets/escrow.ts'
import { fingerprintOf } from '../../src/features/stamps/stamp-secrets.rules.ts'
import { lightEscrow } from '../support/light-escrow.ts'

const PASSPHRASE = 'năm từ ngẫu nhiên'
const sealed = (content: unknown): Promise<string> => lightEscrow(content, PASSPHRASE)

const secret = Buffer.alloc(32, 5)
const line = { version: 4, secret: secret.toString('base64'), fingerprint: fingerprintOf(secret) }
const content = {
  format: 'sotem stamp secrets',
  version: 1,
  createdAt: '2024-01-01T00:00:00.000Z',
  secrets: [line],
}

const refusal = async (text: string, passphrase = PASSPHRASE): Promise<string> =>
  openEscrow(text, passphrase).then(
    () => 'opened',
    (error: Error) => error.message,
  )

describe('the escrow of the stamp secrets', () => {
  it('gives the secrets back by version', async () => {
    expect([...(await openEscrow(await sealed(content), PASSPHRASE))]).to.deep.equal([[4, secret]])
  })

  it('says in both languages that the passphrase is wrong', async () => {
    const said = await refusal(await sealed(content), 'một mật khẩu khác')
    expect(said).to.include('Sai mật khẩu').and.to.include('Wrong passphrase')
  })

  it('tells a damaged file from a wrong passphrase, wherever a byte was changed', async () => {
    const bytes = armor.decode(await sealed(content))
    for (const at of [bytes.length - 1, bytes.length - 40, bytes.indexOf(0x2d) + 8]) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await refusal(armor.encode(changed)), `byte ${at}`).to.match(/altered or damaged/)
    }
  })

  const others: [what: string, content: unknown][] = [
    ['of another kind', { ...content, format: 'something else' }],
    ['of a later version of the format', { ...content, version: 2 }],
    ['without secrets', { ...content, secrets: [] }],
    ['with a version twice', { ...content, secrets: [line, line] }],
  ]
  for (const [what, other] of others) {
    it(`refuses a file ${what}`, async () => {
      expect(await refusal(await sealed(other))).to.match(/not an escrow of stamp secrets/)
    })
  }

  it('refuses what is not of the age format, or only the beginning of it', async () => {
    const text = await sealed(content)
    for (const other of ['', '1:abc', text.slice(0, text.length / 2)]) {
      expect(await refusal(other)).to.match(/not an escrow of stamp secrets/)
    }
  })

  it('refuses a secret that does not have the fingerprint beside it', async () => {
    const swapped = { ...line, secret: Buffer.alloc(32, 6).toString('base64') }
    const said = await refusal(await sealed({ ...content, secrets: [swapped] }))
    expect(said).to.include('phiên bản 4').and.to.include(line.fingerprint)
    expect(said).not.to.include(swapped.secret)
  })
})
