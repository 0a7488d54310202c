import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Journal, type JournalContents, JournalError } from '../../rollout/ports.ts'

/** A lock that is older belongs to a process that was killed: appending takes milliseconds. */
const STALE_LOCK_MS = 30_000

/**
 * The journal as a file of lines, for one machine. It is replaced as a whole by a rename, so that nobody ever reads half an entry, and a
 * machine that loses its power keeps the old one or the new one.
 */
export class FileJournal implements Journal {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async read(): Promise<JournalContents> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw new JournalError('unavailable', `${this.#path} cannot be read: ${error.message}`, { cause: error })
    })
    if (text === '') return { head: null, entries: [] }
    if (!text.endsWith('\n')) throw new JournalError('corrupt', `${this.#path} does not end with a whole line`)
    return { head: digestOf(text), entries: text.slice(0, -1).split('\n') }
  }

  async append(head: string | null, entries: readonly string[]): Promise<string> {
    const unlock = await this.#lock()
    try {
      const before = await this.read()
      if (before.head !== head) throw new JournalError('conflict', `${this.#path} was written by somebody else`)
      const text = [...before.entries, ...entries].map((line) => `${line}\n`).join('')
      await this.#replace(text)
      return digestOf(text)
    } finally {
      await unlock()
    }
  }

  async #replace(text: string): Promise<void> {
    const temporary = `${this.#path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
    try {
      writeWhole(temporary, text)
      await rename(temporary, this.#path)
      await syncFolder(dirname(this.#path))
    } catch (error) {
      await rm(temporary, { force: true })
      throw new JournalError('unavailable', `${this.#path} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Whoever creates the file has the lock. One that its owner left behind is taken away. */
  async #lock(): Promise<() => Promise<void>> {
    const path = `${this.#path}.lock`
    await mkdir(dirname(path), { recursive: true })
    for (const again of [true, false]) {
      try {
        const file = await open(path, 'wx')
        await file.close()
        return () => rm(path, { force: true })
      } catch (error) {
        if (!isExisting(error)) throw new JournalError('unavailable', `${path} cannot be made: ${String(error)}`)
        if (!again || !(await isStale(path))) break
        await rm(path, { force: true })
      }
    }
    throw new JournalError('conflict', `${path} exists: somebody else is writing`)
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found === null || Date.now() - found.mtimeMs > STALE_LOCK_MS
}

function writeWhole(path: string, text: string): void {
  const descriptor = openSync(path, 'wx')
  try {
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
