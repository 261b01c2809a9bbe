import { writeFileSync } from 'node:fs'
import { describeApi } from './check/api.ts'

/** Writes the OpenAPI document to the file that is named, else to standard output. */
const [, , file] = process.argv
const { document } = await describeApi()
const text = `${JSON.stringify(document, null, 2)}\n`
if (file === undefined) process.stdout.write(text)
else writeFileSync(file, text)
