import type { Arm } from '../ports.ts'
import type { FoundColumns } from './columns.ts'
import { type Line, noTime, oneOf, readTime, type Wrong, wrongCell } from './csv.ts'
import { type ArmCounts, readCounts, readRequests } from './read-counts.ts'
import type { Truth } from './recording.ts'

/** One arm in one window of one release. */
export type Row = {
  /** Of its line. */
  readonly number: number
  readonly release: string
  readonly fromMs: number
  readonly toMs: number
  readonly arm: Arm | 'all'
  readonly requests: number | null
  readonly atMs: number | null
  readonly truth: Truth | null
  readonly counts: Readonly<Record<string, ArmCounts>>
}

/** A line, or everything that is wrong with it. */
export function readRow({ number, cells }: Line, columns: FoundColumns): Row | readonly Wrong[] {
  const wrong: Wrong[] = []
  const cell = (name: string) => cells[name] ?? ''
  const time = (name: string, isOptional = false) => {
    const ms = readTime(cell(name))
    if (ms === null && !(isOptional && cell(name) === '')) wrong.push(noTime(name, cell(name)))
    return ms
  }
  const [fromMs, toMs, atMs] = [time('from'), time('to'), time('at', true)]
  if (fromMs !== null && toMs !== null && toMs <= fromMs)
    wrong.push(wrongCell('to', cell('to'), `a time after ${cell('from')}`, 'A window ends after it begins.'))
  const arm = oneOf(['stable', 'canary', 'all'] as const, cell('arm'))
  if (arm === null) wrong.push(wrongCell('arm', cell('arm'), '`stable`, `canary`, or `all` where one model served all', 'Name the arm.'))
  const truth = readTruth(cell('truth'), wrong)
  if (cell('release') === '') wrong.push(wrongCell('release', '', 'the name of a release', 'Give each one a name, such as its date.'))
  const requests = readRequests(cells)
  if (isWrong(requests)) wrong.push(...requests)
  const counts: Record<string, ArmCounts> = {}
  for (const [name, own] of columns.guardrails) {
    const read = readCounts(cells, own)
    if (!isWrong(read)) counts[name] = read
    // `requests` is said once, whoever else reads it too.
    else wrong.push(...read.filter(({ found }) => !wrong.some((one) => one.found === found)))
  }
  if (wrong.length > 0 || arm === null || fromMs === null || toMs === null || isWrong(requests)) return wrong
  return { number, release: cell('release'), fromMs, toMs, arm, requests, atMs, truth, counts }
}

function isWrong<Value>(read: Value | readonly Wrong[]): read is readonly Wrong[] {
  return Array.isArray(read)
}

export function readTruth(text: string, wrong: Wrong[]): Truth | null {
  const truth = oneOf(['healthy', 'bad'] as const, text)
  if (truth === null && text !== '')
    wrong.push(wrongCell('truth', text, '`healthy`, `bad`, or nothing', 'Leave it empty where nobody knows.'))
  return truth
}
