import type { Problem } from '../../errors.ts'
import type { SeenWindow } from '../entry.ts'
import { type Arm, type ByArm, byArm } from '../ports.ts'
import type { Guardrail } from '../settings.ts'
import { type FoundColumns, findColumns } from './columns.ts'
import { readCsv, refuse, type Wrong, wrongCell } from './csv.ts'
import type { ArmCounts } from './read-counts.ts'
import { type Row, readRow } from './read-row.ts'
import type { Reading, RecordedRelease } from './recording.ts'

export type Recording = {
  readonly releases: readonly RecordedRelease[]
  /** For people: what of the file or of the policy has no counterpart. */
  readonly notes: readonly string[]
}

/**
 * Counts per window, arm and release as docs/backtest.md has them.
 *
 * @param file its name, for messages
 * @throws UsageError for whatever is wrong in it, up to twenty at once, each with its line
 */
export function readRecording(text: string, file: string, guardrails: readonly Guardrail[]): Recording {
  const { header, lines } = readCsv(text, file)
  const columns = findColumns(header, guardrails)
  refuse(columns.problems.map((problem) => ({ where: `${file}:1`, ...problem })))
  const problems: Problem[] = []
  const byRelease = new Map<string, Row[]>()
  for (const line of lines) {
    const row = readRow(line, columns)
    if ('release' in row) append(byRelease, row.release, row)
    else problems.push(...row.map((wrong) => ({ where: `${file}:${line.number}`, ...wrong })))
  }
  refuse(problems)
  const complain = (row: Row, wrong: Wrong) => problems.push({ where: `${file}:${row.number}`, ...wrong })
  const releases = [...byRelease].flatMap(([name, rows]) => releaseOf(name, rows, complain) ?? [])
  refuse(problems)
  return { releases, notes: notesOf(columns) }
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

type Complain = (row: Row, wrong: Wrong) => void

function releaseOf(name: string, rows: readonly Row[], complain: Complain): RecordedRelease | null {
  const first = rows[0]
  if (first === undefined) return null
  for (const row of rows) {
    if (row.truth !== first.truth) complain(row, wrongCell('truth', row.truth ?? '', `${first.truth ?? 'nothing'}, as before`, ONE))
    if (row.atMs !== first.atMs) complain(row, wrongCell('at', '', 'the time that stands in the lines before', ONE))
  }
  const byTime = new Map<number, Row[]>()
  for (const row of rows) append(byTime, row.fromMs, row)
  const times = [...byTime.values()].sort(([a], [b]) => (a?.fromMs ?? 0) - (b?.fromMs ?? 0))
  checkWindows(times, complain)
  const atMs = first.atMs ?? firstCanaryOf(rows)
  if (atMs !== null) return { name, truth: first.truth, atMs, windows: times.map((own) => windowOf(own, atMs)) }
  complain(first, {
    found: `no time of the release ${name}`,
    expected: 'the column `at`, or lines of a canary with requests',
    remedy: 'Say in `at` when the new model got its first traffic.',
  })
  return null
}

const ONE = 'All lines of a release say the same.'
const REPAIR = 'Sum before what belongs together, and leave out what is there twice.'

function checkWindows(times: readonly (readonly Row[])[], complain: Complain): void {
  let endMs = Number.NEGATIVE_INFINITY
  for (const [row, ...others] of times) {
    if (row === undefined) continue
    if (row.fromMs < endMs)
      complain(row, { found: 'a window that begins before the last one ends', expected: 'windows one after the other', remedy: REPAIR })
    endMs = row.toMs
    const seen = new Set([row.arm])
    for (const other of others) {
      const isSecond = seen.has(other.arm) || other.arm === 'all' || row.arm === 'all'
      seen.add(other.arm)
      if (isSecond || other.toMs !== row.toMs)
        complain(other, {
          found: `another line for the window that begins at ${new Date(row.fromMs).toISOString()}`,
          expected: 'one for each arm with the same end, or one for `all`',
          remedy: REPAIR,
        })
    }
  }
}

/** The first window in which a canary had requests. */
function firstCanaryOf(rows: readonly Row[]): number | null {
  const served = rows.filter(({ arm, requests }) => arm === 'canary' && requests !== 0)
  return served.length === 0 ? null : Math.min(...served.map(({ fromMs }) => fromMs))
}

/** An arm without a line had no requests, which is no evidence either way. */
function windowOf(rows: readonly Row[], atMs: number): SeenWindow {
  const [{ fromMs = 0, toMs = 0 } = {}] = rows
  const served = fromMs < atMs ? 'stable' : 'canary'
  const rowOf = (arm: Arm) => rows.find((row) => row.arm === arm || (row.arm === 'all' && arm === served))
  const arms: ByArm<Row | undefined> = byArm(rowOf)
  const names = [...new Set(rows.flatMap(({ counts }) => Object.keys(counts)))]
  const isTold = rows.every(({ requests }) => requests !== null)
  return {
    id: `${fromMs}-${toMs}`,
    fromMs,
    toMs,
    requests: isTold ? { stable: arms.stable?.requests ?? 0, canary: arms.canary?.requests ?? 0 } : null,
    readings: Object.fromEntries(names.map((name) => [name, readingOf(arms.stable?.counts[name], arms.canary?.counts[name])])),
    events: [],
  }
}

function readingOf(stable: ArmCounts | undefined, canary: ArmCounts | undefined): Reading {
  for (const one of [stable, canary]) if (one?.kind === 'not-evaluable') return one
  const told = stable ?? canary
  switch (told?.kind) {
    case 'rate': {
      const of = (one: ArmCounts | undefined) => (one?.kind === 'rate' ? one.counts : { requests: 0, failures: 0 })
      return { kind: 'rate', arms: { stable: of(stable), canary: of(canary) } }
    }
    case 'histogram': {
      const none = { counts: [...told.edges, 0].map(() => 0) }
      const of = (one: ArmCounts | undefined) => (one?.kind === 'histogram' ? one.counts : none)
      return { kind: 'histogram', edges: told.edges, arms: { stable: of(stable), canary: of(canary) } }
    }
    case 'mean': {
      const of = (one: ArmCounts | undefined) => (one?.kind === 'mean' ? one.counts : { count: 0, sum: 0, sumOfSquares: 0 })
      return { kind: 'mean', arms: { stable: of(stable), canary: of(canary) } }
    }
    default:
      return { kind: 'not-evaluable', why: 'the recording has nothing of it' }
  }
}

function notesOf({ absent, ignored }: FoundColumns): string[] {
  return [
    ...(absent.length === 0 ? [] : [`Not in the recording, so not judged: ${absent.join(', ')}.`]),
    ...(ignored.length === 0 ? [] : [`Columns that nothing reads: ${ignored.join(', ')}.`]),
  ]
}
