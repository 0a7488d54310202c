import { readFileSync } from 'node:fs'
import { MeasurementError } from '../../../errors.ts'
import type { Lockfile } from '../../../sources/lockfiles/lockfile.ts'
import { parseLockfile } from '../../../sources/lockfiles/parse-lockfile.ts'
import type { ResolvedFile } from '../../../sources/scored-rows.ts'

/** A conda-lock of a large environment for all platforms has some ten megabytes. */
const MOST_BYTES = 64 * 2 ** 20

/** @param path tells the format by its name @throws MeasurementError LOCKFILE_UNREADABLE */
export function readLockfile(path: string, file: ResolvedFile): Lockfile {
  try {
    if (file.bytes > MOST_BYTES) throw new Error(`it has ${file.bytes} bytes, more than the limit of ${MOST_BYTES}`)
    return parseLockfile(path, readFileSync(file.path, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new MeasurementError('LOCKFILE_UNREADABLE', `${file.reference} cannot be read as a lock file: ${why}`, REMEDY, { cause })
  }
}

const REMEDY = 'Write the file again with its own tool, or correct `serving.lockfiles`.'
