import { armor, Encrypter } from 'age-encryption'

/** The least work that the format allows: what these files guard is no secret. */
const WORK_FACTOR = 1

/** An escrow of stamp secrets with any content, made without the program that is tested. */
export async function lightEscrow(content: unknown, passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(WORK_FACTOR)
  encrypter.setPassphrase(passphrase)
  return armor.encode(await encrypter.encrypt(JSON.stringify(content)))
}
