import { openEntries } from './chain.ts'
import type { Entry } from './entry.ts'
import { addEntry, type History, NO_HISTORY } from './fold.ts'

export type ReadHistory = { readonly entries: readonly Entry[]; readonly history: History }

/** Whoever watches reads the same journal each minute: what was folded before is found by its last line, which names all before it. */
const known = new Map<string, ReadHistory>()
const MOST_KNOWN = 256

/**
 * The journal's lines, checked and folded.
 *
 * @throws JournalError `corrupt` for a line that breaks the chain or the format
 */
export function readHistory(lines: readonly string[]): ReadHistory {
  let at = lines.length
  while (at > 0 && !known.has(lines[at - 1] ?? '')) at--
  const before = known.get(lines[at - 1] ?? '') ?? { entries: [], history: NO_HISTORY }
  // The last line names the ones before by their digest, but a reader may have been given others.
  if (before.entries.length !== at) return readAnew(lines)
  const added = openEntries(lines, at)
  const read = { entries: [...before.entries, ...added], history: added.reduce(addEntry, before.history) }
  const last = lines.at(-1)
  if (last !== undefined) remember(last, read)
  return read
}

function readAnew(lines: readonly string[]): ReadHistory {
  known.clear()
  return lines.length === 0 ? { entries: [], history: NO_HISTORY } : readHistory(lines)
}

function remember(line: string, read: ReadHistory): void {
  known.set(line, read)
  const [oldest] = known.keys()
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest)
}
