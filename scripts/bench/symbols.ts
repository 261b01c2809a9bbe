import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { qrForm, qrMatrix } from '../../src/features/labels/qr-symbol.ts'
import { line, rate } from './measure.ts'

const SYMBOLS = 20_000
const WARM_UP = 5_000
const HOST = 'TEM.EXAMPLE/01/08938501000019/21/00007'
const linkOf = (index: number) => `https://${HOST}${String(index).padStart(11, '0')}`

/**
 * The library that the program `qrencode` is made of, in its own thread and through the thinnest
 * door there is: the same links, the same version and level, masks as it chooses them.
 */
const LIBQRENCODE = `
import ctypes, ctypes.util, time
name = ctypes.util.find_library('qrencode')
if name is None:
    raise SystemExit('libqrencode is not installed (Debian, Ubuntu: apt-get install libqrencode4)')
library = ctypes.CDLL(name)
library.QRcode_encodeString.restype = ctypes.c_void_p
library.QRcode_free.argtypes = [ctypes.c_void_p]
links = [b'https://${HOST}%011d' % index for index in range(${SYMBOLS})]
began = time.perf_counter()
for link in links:
    library.QRcode_free(library.QRcode_encodeString(link, 4, 1, 2, 1))
print(len(links) / (time.perf_counter() - began))
`

/** Symbols a second, one thread each, beside libqrencode on the same machine in the same run. */
export async function benchSymbols(): Promise<string[]> {
  const form = qrForm(linkOf(0))
  const draw = async (count: number) => {
    for (let index = 0; index < count; index += 1) qrMatrix(linkOf(index), form)
  }
  await draw(WARM_UP)
  const ours = await rate(SYMBOLS, () => draw(SYMBOLS))
  const { stdout } = await promisify(execFile)('python3', ['-c', LIBQRENCODE])
  return [line('symbols: fixed form / libqrencode (C)', ours, Number(stdout), 'symbols/s')]
}
