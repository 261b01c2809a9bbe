import { startMongod } from './support/mongod.ts'
import { settleRegisters } from './support/register.ts'

let shared: { stop: () => Promise<void> } | null = null

/** Starts the one mongod that the whole run shares, also where files run in several processes. */
export async function mochaGlobalSetup(): Promise<void> {
  shared = await startMongod()
}

export async function mochaGlobalTeardown(): Promise<void> {
  await settleRegisters()
  await shared?.stop()
}
