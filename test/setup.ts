import { stopMongod } from './support/mongod.ts'

/** Ends the one mongod that the whole run shares. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopMongod()
  },
}
