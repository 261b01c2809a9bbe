import { readFile } from 'node:fs/promises'
import { StampSecretsFault } from './fault.ts'

const CHARACTERS_MIN = 12
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const ERASE = new Set(['\u0008', '\u007f'])

/**
 * The passphrase of an escrow: the first line of `file`, or typed on the terminal without echo.
 * @param repeat ask twice, where a slip would lock the escrow for ever
 * @throws StampSecretsFault where it is too short, not repeated alike, or there is no terminal
 */
export async function readPassphrase(file: string | undefined, repeat: boolean): Promise<string> {
  const passphrase = file === undefined ? await ask(repeat) : await readFirstLine(file)
  if ([...passphrase].length >= CHARACTERS_MIN) return passphrase
  throw new StampSecretsFault(
    `Mật khẩu cần ít nhất ${CHARACTERS_MIN} ký tự; năm từ ngẫu nhiên là tốt.`,
    `The passphrase needs at least ${CHARACTERS_MIN} characters; five random words are good.`,
  )
}

async function readFirstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StampSecretsFault(
      `Không đọc được tệp mật khẩu ${file}: ${String(error)}`,
      'Give the path of a file whose first line is the passphrase.',
    )
  })
  return (text.split(/\r?\n/)[0] ?? '').normalize('NFC')
}

async function ask(repeat: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new StampSecretsFault(
      'Không có bàn phím để gõ mật khẩu: chạy trong cửa sổ lệnh, hoặc dùng --passphrase-file TỆP.',
      'There is no terminal to type the passphrase on: use one, or --passphrase-file FILE.',
    )
  }
  const first = await askHidden('Mật khẩu của bản ký gửi / passphrase of the escrow: ')
  if (!repeat || (await askHidden('Gõ lại / once more: ')) === first) return first
  throw new StampSecretsFault(
    'Hai lần gõ khác nhau: chạy lại và gõ giống nhau. Chưa ghi gì.',
    'The two were not alike: run it again and type the same twice. Nothing was written.',
  )
}

function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process
  // Before the question stands there, so that no quick hand is shown.
  stdin.setRawMode(true)
  stderr.write(question)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      stdin.off('data', onData)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const onData = (chunk: string): void => {
      for (const character of chunk) {
        if (character === CTRL_C || character === CTRL_D) {
          end()
          reject(new StampSecretsFault('Đã dừng, chưa ghi gì.', 'Stopped; nothing was written.'))
          return
        }
        if (character === '\r' || character === '\n') {
          end()
          resolve(typed.normalize('NFC'))
          return
        }
        typed = ERASE.has(character) ? [...typed].slice(0, -1).join('') : typed + character
      }
    }
    stdin.on('data', onData)
  })
}
