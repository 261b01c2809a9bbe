import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/** The long proofs: each is a test of the suite, run with a length of its own. */
const PROOFS: Record<string, { file: string; unit: string }> = {
  crash: { file: 'faults/crashing-the-demo', unit: 'kills' },
  hostile: { file: 'hostile/hostile-requests', unit: 'requests' },
  issue: { file: 'races/issuing-at-once', unit: 'rounds' },
  tampering: { file: 'faults/verifying-the-ledger', unit: 'documents per field' },
  storm: { file: 'races/storming-the-ledger', unit: 'seconds' },
  kill: { file: 'faults/killing-under-load', unit: 'kills' },
  'one-by-one': { file: 'races/affixing-one-by-one', unit: 'stamps' },
  close: { file: 'races/closing-a-month-at-once', unit: 'months' },
  return: { file: 'races/returning-a-month-at-once', unit: 'months' },
  affix: { file: 'races/affixing-at-once', unit: 'rounds' },
  model: { file: 'property/ledger-model', unit: 'sequences of 200 operations' },
  labels: { file: 'property/reading-labels', unit: 'stamps' },
  recall: { file: 'races/scanning-through-another-copy', unit: 'recalls' },
  links: { file: 'property/hostile-links', unit: 'requests' },
  print: { file: 'faults/killing-a-print-run', unit: 'stamps' },
  'model-http': { file: 'api/ledger-model', unit: 'sequences of 200 requests' },
}

const MOCHA = [
  'node_modules/mocha/bin/mocha.js',
  // Without package.json's list of files, which would be run as well.
  '--no-package',
  '--require=./dist/test/setup.js',
  '--reporter=./dist/test/reporter.js',
  '--timeout=0',
]

const HELP = `npm run test:long [-- PROOF] [--length N] [--seed N]
  PROOF: ${Object.entries(PROOFS)
    .map(([name, { unit }]) => `${name} (length in ${unit})`)
    .join(', ')}; default: all, at their full length`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    length: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const names = positionals.length > 0 ? positionals : Object.keys(PROOFS)
const unknown = names.filter((name) => PROOFS[name] === undefined)
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `Unknown proof: ${unknown.join(', ')}\n${HELP}` : HELP)
  process.exit(unknown.length > 0 ? 1 : 0)
}

for (const name of names) {
  const seed = values.seed ?? String(Date.now() % 1_000_000)
  console.log(`\n── ${name}, length ${values.length ?? 'full'}, seed ${seed}`)
  const env = {
    ...process.env,
    PROOF: name,
    PROOF_SEED: seed,
    ...(values.length === undefined ? {} : { PROOF_LENGTH: values.length }),
  }
  const run = spawnSync(process.execPath, [...MOCHA, `dist/test/${PROOFS[name]?.file}.test.js`], {
    env,
    stdio: 'inherit',
  })
  if (run.status !== 0) process.exitCode = 1
}
