import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import ts from 'typescript'
import { nodesOf, placeOf, readSources, type Source } from '../support/sources.ts'

const FILE_LINES_MAX = 300
const LINE_COLUMNS_MAX = 100
const FUNCTION_LINES_MAX = 70

/** Where the time of the machine and its chance may be taken; all else is handed them. */
const SOURCES_OF_TIME = [
  'src/main.ts',
  'src/context/foundation.ts',
  'src/log.ts',
  'src/features/access/clock.service.ts',
]
/** Chance that no test needs to own: names of requests, nonces, secrets. */
const CRYPTO_CHANCE = /\brandom(?:Bytes|UUID|Int|FillSync)\b/

// The brackets keep these patterns from finding themselves.
const UNFINISHED = /\b(?:TO[D]O|FIX[M]E|HA[C]K|XX[X])\b/
const MACHINE_PATH = /(?<![\w.$}-])\/(?:work|root|home\/\w+)\/\w/
const REGISTRY = new RegExp(
  [
    'regis[t]ry\\.[a-z0-9-]+\\.[a-z]{2,}',
    'npm[j]s\\.(?:org|com)',
    'yarn[p]kg\\.com',
    '\\bp[y]pi\\.org',
    'python[h]osted\\.org',
    'npm[m]irror\\.com',
  ].join('|'),
  'i',
)
const OTHER_FILES = [
  '.ci/run',
  '.dependency-cruiser.cjs',
  '.env.example',
  'README.md',
  'biome.json',
  'docker/Dockerfile',
  'docker/compose.yml',
  'knip.json',
  'package-lock.json',
  'package.json',
  'redocly.yaml',
  'tsconfig.json',
]

const sources = readSources('src', 'scripts', 'test')
const inService = sources.filter(({ path }) => path.startsWith('src/'))

function expectNone(found: readonly string[]): void {
  expect(found, `\n${found.join('\n')}\n`).to.be.empty
}

/** The places of the nodes that `isFault` finds. */
function places(among: readonly Source[], isFault: (node: ts.Node) => boolean): string[] {
  return among.flatMap((source) =>
    [...nodesOf(source.tree)].filter(isFault).map((node) => placeOf(source, node)),
  )
}

/** The lines of a text that a pattern finds. */
function linesWith(file: { path: string; text: string }, pattern: RegExp): string[] {
  return file.text
    .split('\n')
    .flatMap((line, at) => (pattern.test(line) ? [`${file.path}:${at + 1}: ${line.trim()}`] : []))
}

function linesOf(source: Source, node: ts.Node): number {
  const first = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line
  return source.tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1
}

/** The outermost functions within a node. */
function functionsIn(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = []
  node.forEachChild((child) => {
    if (hasBody(child)) found.push(child)
    else found.push(...functionsIn(child))
  })
  return found
}

function hasBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

function isSuite(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText())
}

/**
 * The lines that a function has for itself: the functions that a factory returns are functions of
 * their own, measured by themselves. A suite is a list of tests, which are measured.
 */
function ownLinesOf(source: Source, node: ts.Node): number {
  const inner = functionsIn(node).map((child) => linesOf(source, child) - 1)
  return linesOf(source, node) - inner.reduce((sum, lines) => sum + lines, 0)
}

describe('The sources are tidy', () => {
  it(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    const lines = ({ text }: Source): number => text.trimEnd().split('\n').length
    const long = sources.filter((source) => lines(source) > FILE_LINES_MAX)
    expectNone(long.map((source) => `${source.path}: ${lines(source)}`))
  })

  it(`no line is wider than ${LINE_COLUMNS_MAX} columns`, () => {
    expectNone(
      sources.flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, at) => (isWide(line) ? [`${path}:${at + 1}: ${[...line].length}`] : [])),
      ),
    )
  })

  it(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
    expectNone(
      sources.flatMap((source) =>
        [...nodesOf(source.tree)]
          .filter((node) => hasBody(node) && !isSuite(node))
          .filter((node) => ownLinesOf(source, node) > FUNCTION_LINES_MAX)
          .map((node) => `${placeOf(source, node)}: ${ownLinesOf(source, node)}`),
      ),
    )
  })

  it('every module exports by name, one by one', () => {
    expectNone(
      places(sources, (node) => {
        if (ts.isExportDeclaration(node)) return node.exportClause === undefined
        if (ts.isExportSpecifier(node)) return node.name.text === 'default'
        return ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword
      }),
    )
  })

  it('no type is forced: neither "as unknown as" nor a non-null "!"', () => {
    expectNone(
      places(sources, (node) => {
        if (ts.isNonNullExpression(node)) return true
        if (!ts.isAsExpression(node) || !ts.isAsExpression(node.expression)) return false
        return node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
      }),
    )
  })

  it('no file is a drawer of things without a name', () => {
    const drawer = /(?:^|[/.-])(?:utils?|helpers?|common|misc|index|base)\.m?[tj]s$/
    expectNone(sources.map(({ path }) => path).filter((path) => drawer.test(path)))
  })

  it('nothing is left for later', () => {
    expectNone(sources.flatMap((source) => linesWith(source, UNFINISHED)))
  })

  it('no file names the host of a package registry or a path of one machine', () => {
    const others = OTHER_FILES.filter(existsSync).map((path) => ({
      path,
      text: readFileSync(path, 'utf8'),
    }))
    expectNone(
      [...sources, ...others].flatMap((file) => [
        ...linesWith(file, REGISTRY),
        ...linesWith(file, MACHINE_PATH),
      ]),
    )
  })
})

describe('What comes from outside has one home', () => {
  it('only src/config.ts reads the environment', () => {
    const elsewhere = inService.filter(({ path }) => path !== 'src/config.ts')
    expectNone(places(elsewhere, (node) => isMember(node, 'process', 'env')))
  })

  it('only the clock and the top take the time of the machine, and only they throw dice', () => {
    const elsewhere = inService.filter(({ path }) => !SOURCES_OF_TIME.includes(path))
    expectNone(places(elsewhere, (node) => takesTime(node) || isMember(node, 'Math', 'random')))
  })

  it('no feature throws dice of its own, and no pure part', () => {
    const within = inService.filter(({ path }) => /^src\/(?:features|gs1|vn)\//.test(path))
    expectNone(within.flatMap((source) => linesWith(source, CRYPTO_CHANCE)))
  })

  it('the service writes to its log, never to the console', () => {
    const isConsole = (node: ts.Node): boolean =>
      ts.isPropertyAccessExpression(node) && node.expression.getText() === 'console'
    expectNone(places(inService, isConsole))
  })
})

function isWide(line: string): boolean {
  return [...line.normalize('NFC')].length > LINE_COLUMNS_MAX
}

function isMember(node: ts.Node, object: string, name: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.expression.getText() === object &&
    node.name.text === name
  )
}

/** The date and time of day; a stopwatch such as `performance.now` measures, it tells no time. */
function takesTime(node: ts.Node): boolean {
  if (isMember(node, 'Date', 'now')) return true
  if (ts.isCallExpression(node)) return node.expression.getText() === 'Date'
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Date') return false
  return (node.arguments?.length ?? 0) === 0
}
