import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import ts from 'typescript'
import { importsOf, nodesOf, readSources } from '../support/sources.ts'

interface Manifest {
  name: string
  license: string
  private: boolean
  engines: { node: string }
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  overrides: Record<string, string>
}

type Lock = { packages: Record<string, Partial<Manifest> & { version?: string }> }

function readJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, 'utf8')) as Shape
}

const manifest = readJson<Manifest>('package.json')
const lock = readJson<Lock>('package-lock.json')
const { dependencies, devDependencies } = manifest
const all = { ...dependencies, ...devDependencies }

/** `sharp` of `sharp/lib/x.js`, `@redocly/cli` of `@redocly/cli/bin/cli.js`. */
function packageOf(specifier: string): string {
  return specifier
    .replace(/^node_modules\//, '')
    .split('/')
    .slice(0, specifier.includes('@') ? 2 : 1)
    .join('/')
}

/**
 * The packages that sources name: in an import, in the import of a program that a test writes, or,
 * to find or run one of its files, in a text.
 */
function named(...folders: string[]): Set<string> {
  const texts = readSources(...folders).flatMap((source) => [
    ...importsOf(source),
    ...[...nodesOf(source.tree)].flatMap(requiredBy),
    ...[...nodesOf(source.tree)]
      .filter((node) => ts.isStringLiteralLike(node) || ts.isTemplateHead(node))
      .flatMap(({ text }) => [
        ...[...text.matchAll(/^import .* from '([^'.][^']*)'$/gm)].map(([, name = '']) => name),
        ...(/^(?:node_modules\/)?@?[a-z0-9-]+\/[\w./@-]+$/.test(text) ? [text] : []),
      ]),
  ])
  return new Set(texts.map(packageOf))
}

/** `x` of `createRequire(import.meta.url)('x')`. */
function requiredBy(node: ts.Node): string[] {
  if (!ts.isCallExpression(node) || !ts.isCallExpression(node.expression)) return []
  const [name] = node.arguments
  const isRequire = node.expression.expression.getText() === 'createRequire'
  return isRequire && name !== undefined && ts.isStringLiteral(name) ? [name.text] : []
}

/** Types of a package that is there, or of the language and the test runner. */
function isTypesOfUsed(name: string, used: ReadonlySet<string>): boolean {
  const typed = name.replace(/^@types\//, '')
  return name !== typed && (typed === 'node' || typed === 'mocha' || used.has(typed))
}

describe('package.json', () => {
  it('names every version exactly', () => {
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(loose).to.be.empty
  })

  it('agrees with what is locked', () => {
    const root = lock.packages['']
    expect(root?.dependencies).to.deep.equal(dependencies)
    expect(root?.devDependencies).to.deep.equal(devDependencies)
    const locked = Object.keys(all).map((name) => [
      name,
      lock.packages[`node_modules/${name}`]?.version,
    ])
    expect(Object.fromEntries(locked)).to.deep.equal(all)
  })

  it('overrides only with versions that it names itself', () => {
    for (const [name, version] of Object.entries(manifest.overrides ?? {})) {
      expect(version).to.equal(`$${name}`)
      expect(dependencies).to.have.property(name)
    }
  })

  it('asks for the Node that set-up asks for, and the image has one', () => {
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(manifest.engines.node) ?? []
    const setUp = readFileSync('scripts/setup.mjs', 'utf8')
    expect(setUp).to.include(`major < ${major}`).and.to.include(`minor < ${minor}`)
    const image = /^FROM node:(\d+)\.(\d+)\.\d+-/m.exec(readFileSync('docker/Dockerfile', 'utf8'))
    expect(image?.[1]).to.equal(major)
    expect(Number(image?.[2])).to.be.at.least(Number(minor))
  })

  it('has no package that neither the service nor its tools use', () => {
    const used = named('src', 'scripts/stamp-secrets', 'scripts/verify')
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).to.be.empty
  })

  it('has no development package that nothing uses', () => {
    const used = named('src', 'scripts', 'test')
    const idle = Object.keys(devDependencies).filter(
      (name) => !used.has(name) && !isTypesOfUsed(name, used) && !isRunByNpm(name),
    )
    expect(idle).to.be.empty
  })

  it('runs nothing when it is installed', () => {
    const hooks = /^(?:pre|post)?(?:install|prepare|publish)$|^prepack$/
    expect(Object.keys(manifest.scripts).filter((name) => hooks.test(name))).to.be.empty
  })

  it('is under the license that stands beside it', () => {
    expect(manifest.private).to.equal(true)
    expect(readFileSync('LICENSE', 'utf8')).to.match(new RegExp(`^${manifest.license} License`))
  })
})

function isRunByNpm(name: string): boolean {
  return Object.values(manifest.scripts).some((script) => script.split(/\s+/).includes(name))
}
