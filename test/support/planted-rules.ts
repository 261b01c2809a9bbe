import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Rules } from './pure-ledger.ts'

/** A mistake that somebody could make in a pure rule, as a change of its compiled text. */
export interface PlantedBug {
  name: string
  /** Path under src/features, without its ending. */
  file: string
  /** Stands in the file exactly once. */
  text: string
  replacement: string
}

const FEATURES = path.join('src', 'features')
/** The compiled project that this file is part of. */
const BUILT = fileURLToPath(new URL('../..', import.meta.url))

/** Folders of the rules and of what they import. */
const COPIED = ['src/features/stamps', 'src/features/stock', 'src/vn']
const WANTED = /[.]rules[.]js$|\bvn\W[^.]+[.]js$/

/** Copies of the compiled rules, each in a folder of its own that goes with `remove`. */
export async function openNursery() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotem-planted-'))
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
  await symlink(packagesFolder(), path.join(folder, 'node_modules'), 'junction')
  let copies = 0

  return {
    /** Loads a copy of the rules with a bug in it; null: none. @throws Error where it can't grow */
    async plant(bug: PlantedBug | null): Promise<Rules> {
      copies += 1
      const root = path.join(folder, String(copies))
      for (const part of COPIED) {
        await cp(path.join(BUILT, part), path.join(root, part), {
          recursive: true,
          filter: isWanted,
        })
      }
      if (bug !== null) await change(path.join(root, FEATURES, `${bug.file}.js`), bug)
      const load = async (file: string) =>
        await import(pathToFileURL(path.join(root, FEATURES, `${file}.js`)).href)
      return {
        ledger: await load('stamps/ledger.rules'),
        ranges: await load('stamps/ranges.rules'),
        replay: await load('stamps/replay.rules'),
        stock: await load('stock/stock.rules'),
        trails: await load('stamps/trails.rules'),
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Where the packages are that rules import. */
function packagesFolder(): string {
  const found = fileURLToPath(import.meta.resolve('canonicalize'))
  return found.slice(0, found.lastIndexOf(`${path.sep}canonicalize${path.sep}`))
}

async function isWanted(file: string): Promise<boolean> {
  return (await stat(file)).isDirectory() || WANTED.test(file)
}

async function change(file: string, { name, text, replacement }: PlantedBug): Promise<void> {
  const whole = await readFile(file, 'utf8')
  const [before, after, ...more] = whole.split(text)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`"${name}": ${text} stands ${more.length + 1} times in ${path.basename(file)}`)
  }
  await writeFile(file, before + replacement + after)
}
