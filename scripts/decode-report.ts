import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { SHEET_NAMES } from '../src/features/labels/label-sheets.rules.ts'
import { QR_LEVELS } from '../src/features/labels/qr-symbol.ts'
import { readScan, type ScannedCode } from './decode-report/read-scan.ts'
import { HEADER, linesOf, sumLines } from './decode-report/table.ts'
import { isBroken, type Result, runTrial, type Trial } from './decode-report/trials.ts'

/*
 * Prints stamps and reads them back with two readers, or reads a scan. Ends with status 0 if all
 * is well, 1 if an undamaged stamp was not read at 200 dpi or above, or anything was read wrong
 * or twice (of a scan: if it holds no code, or one twice), 2 if the call was wrong.
 */

const USAGE = `npm run decode-report -- [--count N] [--sheet NAME]… [--dpi 150,200,300]
                        [--levels L,M,Q,H] [--seed S] [--file FILE]
  --count N      số tem trên mỗi loại tờ; mặc định một tờ đầy, cuộn 10 tem /
                 stamps on each kind of sheet; default: one full sheet, of a roll 10
  --sheet NAME   ${SHEET_NAMES.join(', ')}; mặc định/default: tất cả/all
  --dpi          độ phân giải ảnh / resolutions of the pictures (150,200,300)
  --levels       so các mức sửa lỗi, mặt nạ cố định với mặt nạ chọn /
                 compares error correction levels, and a fixed mask with chosen ones
  --seed S       tem khác, hoặc đúng các tem ấy lần nữa / other stamps, or the same again (1)
  --file FILE    đọc bản quét (PDF, PNG, JPEG) thay vì in thử / reads a scan instead`

const COUNT = { min: 1, max: 100_000 }
const DPI = { min: 100, max: 1_200 }
const WRONG_CALL = 2
/** Enough for the smallest symbol of a stamp; a finer drawing only takes longer. */
const SCAN_DPI = 300

type Options = ReturnType<typeof parseOptions>

function parseOptions() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string' },
      sheet: { type: 'string', multiple: true, default: [...SHEET_NAMES] },
      dpi: { type: 'string' },
      levels: { type: 'string' },
      seed: { type: 'string', default: '1' },
      file: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.file !== undefined && !existsSync(values.file)) {
    throw new RangeError(`${values.file}: không có tệp này / no such file`)
  }
  const dpis = (values.dpi ?? '150,200,300').split(',').map((dpi) => whole(dpi, DPI))
  return {
    help: values.help,
    file: values.file,
    fileDpi: values.dpi === undefined ? SCAN_DPI : Math.max(...dpis),
    ...(values.count === undefined ? {} : { count: whole(values.count, COUNT) }),
    seed: values.seed,
    dpis,
    sheets: values.sheet.map((name) => oneOf(SHEET_NAMES, name)),
    levels: (values.levels?.split(',') ?? []).map((level) => oneOf(QR_LEVELS, level)),
  }
}

function whole(text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new RangeError(`${text}: ${min} … ${max}`)
}

function oneOf<T extends string>(known: readonly T[], name: string): T {
  const found = known.find((one) => one === name)
  if (found === undefined) throw new RangeError(`${name}: ${known.join(', ')}`)
  return found
}

async function main(options: Options): Promise<number> {
  if (options.help) {
    console.log(USAGE)
    return 0
  }
  return options.file === undefined
    ? await reportTrials(options)
    : await reportScan(options.file, options.fileDpi)
}

function trialsOf({ sheets, levels }: Options): Trial[] {
  if (levels.length === 0) return sheets.map((sheet) => ({ sheet }))
  return levels.flatMap((level) =>
    sheets.flatMap((sheet): Trial[] => [
      { sheet, form: { level } },
      { sheet, form: { level, mask: 'chosen' } },
    ]),
  )
}

async function reportTrials(options: Options): Promise<number> {
  console.log(HEADER)
  const results: Result[] = []
  const trials = trialsOf(options)
  for (const [at, trial] of trials.entries()) {
    const name = `${trial.sheet} ${trial.form?.level ?? ''}`.trim()
    console.error(`… ${at + 1}/${trials.length} ${name}`)
    const before = results.length
    for await (const result of runTrial(trial, options)) {
      results.push(result)
      for (const line of linesOf(result)) console.log(line)
    }
    if (results.length === before) console.log(`${name}: mã quá lớn so với nhãn / too large`)
  }
  console.log('')
  for (const line of sumLines(results)) console.log(line)
  const isSound = results.length > 0 && !results.some(isBroken)
  console.log(isSound ? '\nĐạt / passed' : '\nKHÔNG ĐẠT / FAILED')
  return isSound ? 0 : 1
}

const KINDS: Record<ScannedCode['kind'], string> = {
  stamp: 'tem/stamp',
  test: 'mã thử/test code',
  other: 'mã khác/other code',
}

async function reportScan(file: string, dpi: number): Promise<number> {
  const counts = { stamp: 0, test: 0, other: 0, confirmed: 0, twice: 0 }
  const seen = new Set<string>()
  try {
    for await (const code of readScan(await readFile(file), dpi)) {
      const isTwice = seen.size === seen.add(code.text).size
      counts[code.kind] += 1
      counts.confirmed += Number(code.isConfirmed)
      counts.twice += Number(isTwice)
      const size = code.moduleMm === null ? '' : ` ${code.moduleMm.toFixed(3)} mm`
      const marks = `${code.isConfirmed ? 'zxing, zbar' : 'zxing'}${isTwice ? '; 2 LẦN/TWICE' : ''}`
      console.log(`trang/page ${code.page}  ${code.text}  ${KINDS[code.kind]}${size}  (${marks})`)
    }
  } catch (error) {
    // Of the libraries that open files; what they say of a broken one is all there is to say.
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    return WRONG_CALL
  }
  const { stamp, test, other, confirmed, twice } = counts
  const codes = stamp + test + other
  console.log(
    `\nĐọc được ${codes} mã: ${stamp} tem, ${test} mã thử, ${other} mã khác; cả hai bộ đọc: ` +
      `${confirmed}; hai lần: ${twice}.\n${codes} codes read: ${stamp} stamps, ` +
      `${test} test codes, ${other} others; by both readers: ${confirmed}; twice: ${twice}.`,
  )
  return codes > 0 && twice === 0 ? 0 : 1
}

function optionsOrUsage(): Options | null {
  try {
    return parseOptions()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`)
    return null
  }
}

const options = optionsOrUsage()
process.exitCode = options === null ? WRONG_CALL : await main(options)
