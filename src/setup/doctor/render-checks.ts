import { printableName } from '../init/printable-name.ts'
import type { Check } from './check.ts'

/** Colours of a terminal (ANSI): green, yellow, red. The words say the same. */
const COLORS: Readonly<Record<Check['status'], number>> = { OK: 32, WARN: 33, PROBLEM: 31 }
const STATUS_COLUMNS = 8

/** A line for each check, with what to do below it, and one that counts. */
export function renderChecks(checks: readonly Check[], color: boolean): string {
  const widest = Math.max(...checks.map(({ name }) => printableName(name).length))
  const lines = checks.flatMap(({ name, status, found, remedy }) => {
    const word = color ? `\u001B[${COLORS[status]}m${status.padEnd(STATUS_COLUMNS)}\u001B[0m` : status.padEnd(STATUS_COLUMNS)
    const line = `${word} ${printableName(name).padEnd(widest)}  ${oneLine(found)}`
    return remedy === null ? [line] : [line, `${' '.repeat(STATUS_COLUMNS + 1 + widest)}  → ${oneLine(remedy)}`]
  })
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  return [...lines, '', `${count('OK')} fine, ${count('WARN')} to look at, ${count('PROBLEM')} to mend.`].join('\n')
}

function oneLine(text: string): string {
  return printableName(text.replace(/\s+/gu, ' ').trim())
}
