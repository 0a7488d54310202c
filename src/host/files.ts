import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'

/** A file in the making: nobody sees it under its name before it is whole. */
export interface PendingFile {
  /** Where to write; beside the final path, so that the rename is atomic. */
  readonly temporary: string
  commit(): void
  discard(): void
}

type OnCleanup = (clean: () => void) => () => void

/** @param onCleanup runs the given function when the process is told to end, until the returned function is called */
export function beginFile(path: string, onCleanup: OnCleanup): PendingFile {
  makeFolder(dirname(path))
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
  const remove = () => rmSync(temporary, { force: true })
  const forget = onCleanup(remove)
  return {
    temporary,
    commit() {
      renameSync(temporary, path)
      forget()
    },
    discard() {
      remove()
      forget()
    },
  }
}

export function writeAtomically(path: string, content: string, onCleanup: OnCleanup): void {
  const file = beginFile(path, onCleanup)
  try {
    const descriptor = openNew(file.temporary)
    try {
      const bytes = Buffer.from(content)
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    file.commit()
  } catch (error) {
    file.discard()
    throw error
  }
}

/** Not all that says that it can be written takes a file: /proc does not. */
function openNew(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (error) {
    throw notWritable(dirname(path), error)
  }
}

/** A name that stays inside of its folder; model names come from the policy and end up in file names. */
export function pathInside(folder: string, name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\\\p{Cc}]/u.test(name)) throw new Error(`${JSON.stringify(name)} is no file name`)
  return join(folder, name)
}

/** Level by level, because Node's own recursive mkdir never comes back from a folder that takes none, such as /proc. */
function makeFolder(folder: string): void {
  try {
    const missing: string[] = []
    let existing = resolve(folder)
    for (; !existsSync(existing); existing = dirname(existing)) missing.unshift(existing)
    if (!statSync(existing).isDirectory()) throw new Error(`${existing} is no folder`)
    accessSync(existing, constants.W_OK | constants.X_OK)
    for (const path of missing) makeOne(path)
  } catch (error) {
    throw notWritable(folder, error)
  }
}

/** Another process may have made it meanwhile. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

function notWritable(folder: string, error: unknown): UsageError {
  return new UsageError({
    where: '--out',
    found: `${folder}, which cannot be written (${error instanceof Error ? error.message : String(error)})`,
    expected: 'a folder that can be made or written',
    remedy: 'Name another folder.',
  })
}
