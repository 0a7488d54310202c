import { readdir } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { distance } from 'fastest-levenshtein'
import { MeasurementError } from '../../errors.ts'
import type { Asked } from './sources.ts'

/** Names come from a pull request: no control character of theirs reaches a log. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}

/** @param names what lies where the file was looked for, relative to `folder` */
export function notFound(text: string, asked: Asked, folder: string, wanted: string, names: readonly string[]): MeasurementError {
  return new MeasurementError(
    'REFERENCE_NOT_FOUND',
    `${asked.where}: the ${asked.role} \`${printable(text)}\` does not exist`,
    neighbours(folder, wanted, names),
  )
}

function neighbours(folder: string, wanted: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, away: distance(name.toLowerCase(), wanted.toLowerCase()) }))
    .filter(({ name, away }) => away <= Math.max(2, Math.floor(Math.max(name.length, wanted.length) / 3)))
    .sort((one, other) => one.away - other.away)
  if (near.length > 0) return `Did you mean ${list(near.map(({ name }) => name))} in ${folder}?`
  return names.length === 0 ? `${folder} is empty.` : `${folder} holds ${list([...names].sort())}.`
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN).map((name) => `\`${printable(name)}\``)
  return shown.join(', ') + (names.length > MAX_SHOWN ? ` and ${names.length - MAX_SHOWN} more` : '')
}

/** The nearest folder that exists says more than the one that does not. */
export async function notFoundOnDisk(text: string, asked: Asked, path: string, base: string): Promise<MeasurementError> {
  for (let wanted = path; ; wanted = dirname(wanted)) {
    const folder = dirname(wanted)
    try {
      const names = await readdir(folder)
      return notFound(
        text,
        asked,
        `the folder \`${relative(base, folder) || '.'}\``,
        wanted.slice(folder.length).replace(/^[\\/]/, ''),
        names,
      )
    } catch (error) {
      if (folder === wanted) throw error
    }
  }
}

/** The same for a commit, from the list of all its files. */
export function notFoundInCommit(text: string, asked: Asked, path: string, commit: string, files: readonly string[]): MeasurementError {
  const segments = path.split('/')
  for (let depth = segments.length - 1; ; depth -= 1) {
    const folder = segments.slice(0, depth).join('/')
    const inside = folder === '' ? files : files.flatMap((file) => (file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : []))
    if (inside.length === 0 && depth > 0) continue
    const names = [...new Set(inside.map((file) => file.split('/', 1)[0] ?? file))]
    return notFound(text, asked, `\`${folder || '.'}\` of commit ${commit.slice(0, 12)}`, segments[depth] ?? path, names)
  }
}

const MAX_SHOWN = 5
