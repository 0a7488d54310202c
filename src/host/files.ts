import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
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
    const descriptor = openSync(file.temporary, 'wx')
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

/** A name that stays inside of its folder; model names come from the policy and end up in file names. */
export function pathInside(folder: string, name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\\\p{Cc}]/u.test(name)) throw new Error(`${JSON.stringify(name)} is no file name`)
  return join(folder, name)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new UsageError({
      where: '--out',
      found: `${folder}, which cannot be made (${error instanceof Error ? error.message : String(error)})`,
      expected: 'a folder that can be written',
      remedy: 'Name another folder.',
    })
  }
}
