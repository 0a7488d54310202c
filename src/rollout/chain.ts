import { createHash } from 'node:crypto'
import { canonicalJson } from '../policy/canonical-json.ts'
import { type Entry, entrySchema, JOURNAL_VERSION } from './entry.ts'
import { fitTexts } from './fit-texts.ts'
import { JournalError } from './ports.ts'

/** What is new in an entry; the chain gives it its number and its link. */
export type NewEntry = Pick<Entry, 'at' | 'by' | 'rollout' | 'body'>

/**
 * Lines of canonical JSON (RFC 8785), each with the digest of the one before: nobody changes an old entry unseen. Texts are cut to what the
 * format takes.
 *
 * @throws JournalError `unwritable` for an entry that could not be read again: one such line, and nobody could go on from the journal
 */
export function sealEntries(lines: readonly string[], entries: readonly NewEntry[]): string[] {
  const sealed: string[] = []
  for (const entry of entries) {
    const seq = lines.length + sealed.length
    const before = sealed.at(-1) ?? lines.at(-1)
    sealed.push(sealEntry({ v: JOURNAL_VERSION, seq, prev: before === undefined ? null : digestOf(before), ...entry }))
  }
  return sealed
}

function sealEntry(entry: Entry): string {
  try {
    const line = canonicalJson(fitTexts(entry))
    openEntry(line, entry.seq)
    return line
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new JournalError('unwritable', `it could not be read again, so it was not written: ${why}`, { cause })
  }
}

/**
 * The entries from `from` on, each held to the one before.
 *
 * @throws JournalError `corrupt` for a broken link, a newer format, or an entry that is none
 */
export function openEntries(lines: readonly string[], from = 0): Entry[] {
  return lines.slice(from).map((line, offset) => {
    const index = from + offset
    const entry = openEntry(line, index)
    requireLink(entry, lines[index - 1], index)
    return entry
  })
}

/** @param before the line before; undefined for the first */
function requireLink(entry: Entry, before: string | undefined, index: number): void {
  const expected = before === undefined ? null : digestOf(before)
  if (entry.seq !== index || entry.prev !== expected)
    throw corrupt(index, 'it does not follow the entry before: the journal was changed by hand')
}

/** One entry alone; its link is not looked at. */
export function openEntry(line: string, index: number): Entry {
  let document: unknown
  try {
    document = JSON.parse(line)
  } catch {
    throw corrupt(index, 'it is no JSON')
  }
  const version = typeof document === 'object' && document !== null && 'v' in document ? document.v : null
  if (typeof version === 'number' && version > JOURNAL_VERSION)
    throw corrupt(index, `it has format ${version}; this Sluice reads ${JOURNAL_VERSION}: use the version that wrote it`)
  const parsed = entrySchema.safeParse(document)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw corrupt(index, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no entry'}`)
}

function corrupt(index: number, why: string): JournalError {
  return new JournalError('corrupt', `entry ${index + 1} of the journal: ${why}`)
}

export function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('hex')
}
