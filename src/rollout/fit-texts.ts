import { cutText } from './cut-text.ts'
import { MAX_LINES, MAX_TEXT } from './entry.ts'

/** Not words: a place in somebody's metrics, and the rules that decide. */
const WHOLE: readonly string[] = ['cursor', 'settings']

/**
 * The same entry or step with every text as long as a journal's format takes, and no more notes or events: whatever words come from outside,
 * what is written can be read again. Done twice it changes nothing more.
 */
export function fitTexts(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value, MAX_TEXT)
  if (Array.isArray(value)) return (value.every((one) => typeof one === 'string') ? cutLines(value) : value).map(fitTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, WHOLE.includes(name) ? one : fitTexts(one)]))
}

/** At most as many lines as an entry takes; the last one counts those that are left out. */
export function cutLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines
  return [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more`]
}
