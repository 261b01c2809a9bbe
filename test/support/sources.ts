import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A source file as its author wrote it. */
export interface Source {
  /** From the root of the repository, with `/`. */
  path: string
  text: string
  tree: ts.SourceFile
}

/** Every source of `folders`, which stand in the root of the repository, the working folder. */
export function readSources(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name))
      .map((entry) => readSource(path.posix.join(entry.parentPath, entry.name)))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  )
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  return { path: file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) }
}

/** Every node of a file, the outer before the inner. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const inner: ts.Node[] = []
  node.forEachChild((child) => {
    inner.push(child)
  })
  for (const child of inner) yield* nodesOf(child)
}

/** `path:line`, as editors and terminals open it. */
export function placeOf(source: Source, node: ts.Node): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return `${source.path}:${line + 1}`
}

/** The names of the modules that a file imports, without those that only give it types. */
export function importsOf(source: Source): string[] {
  return source.tree.statements
    .filter((statement) => ts.isImportDeclaration(statement))
    .filter((statement) => statement.importClause?.isTypeOnly !== true)
    .map((statement) => statement.moduleSpecifier)
    .filter((specifier) => ts.isStringLiteral(specifier))
    .map((specifier) => specifier.text)
}
