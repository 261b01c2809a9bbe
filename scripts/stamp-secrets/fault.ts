/** What went wrong, in a sentence of each language that says what to do: shown without a trace. */
export class StampSecretsFault extends Error {
  override name = 'StampSecretsFault'

  constructor(vi: string, en: string) {
    super(`${vi}\n${en}`)
  }
}
