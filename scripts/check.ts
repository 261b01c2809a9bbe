import { fileURLToPath } from 'node:url'
import { type Gate, runGates } from './check/run.ts'

/**
 * The quality gates beside the compiler and the tests. Runs from the root of the repository after
 * set-up has built `dist`; shows every failure and ends with status 1 if there is one.
 */
const GATES_AT_ONCE = 2
const compiled = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const API_DOCUMENT = compiled('../openapi.json')

const GATES: readonly Gate[] = [
  {
    name: 'luật import / import rules (.dependency-cruiser.cjs)',
    steps: [
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'err-long',
        'src',
        'scripts',
        'test',
      ],
    ],
  },
  {
    name: 'không có gì thừa / nothing unused (knip.json)',
    steps: [['node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors']],
  },
  {
    name: 'tài liệu API / API document (redocly.yaml)',
    steps: [
      [compiled('./openapi.js'), API_DOCUMENT],
      [
        'node_modules/@redocly/cli/bin/cli.js',
        'lint',
        API_DOCUMENT,
        '--config',
        'redocly.yaml',
        '--format',
        'stylish',
        '--lint-config',
        'error',
        '--max-problems',
        '500',
      ],
    ],
  },
  {
    name: 'định dạng và lint / format and lint (biome.json)',
    steps: [
      [
        'node_modules/@biomejs/biome/bin/biome',
        'ci',
        '--colors=off',
        '--error-on-warnings',
        '--max-diagnostics=100',
      ],
    ],
  },
  {
    name: 'Dockerfile và compose / and compose',
    steps: [
      ['node_modules/dockerfilelint/bin/dockerfilelint', 'docker/Dockerfile'],
      [compiled('./compose.js')],
    ],
  },
  { name: '.env.example', steps: [[compiled('./env-example.js')]] },
]

const failed = await runGates(GATES, GATES_AT_ONCE)
if (failed.length > 0) {
  console.log(`\nKhông đạt / failed: ${failed.join('; ')}`)
  process.exitCode = 1
}
