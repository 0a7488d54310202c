import type { Problem } from '../../errors.ts'
import { noTime, readCsv, readTime, refuse, type Wrong, wrongCell } from './csv.ts'
import { readTruth } from './read-row.ts'
import type { Truth } from './recording.ts'

/** A release that the telemetry remembers. */
export type ListedRelease = {
  readonly name: string
  readonly atMs: number
  /** null: as long as the policy's deadline. */
  readonly untilMs: number | null
  readonly truth: Truth | null
  /** What the arm with the new model was called then; null: as in the policy. */
  readonly canary: string | null
}

const REQUIRED = ['release', 'at']
const COLUMNS = [...REQUIRED, 'until', 'truth', 'canary']

/** @throws UsageError for whatever is wrong in it, each with its line */
export function readReleases(text: string, file: string): readonly ListedRelease[] {
  const { header, lines } = readCsv(text, file)
  const unknown = header.filter((column) => !COLUMNS.includes(column))
  const missing = REQUIRED.filter((column) => !header.includes(column))
  if (unknown.length > 0 || missing.length > 0)
    refuse([
      {
        where: `${file}:1`,
        found: missing.length > 0 ? `no column ${missing.join(', ')}` : `the column ${unknown.join(', ')}`,
        expected: `the columns ${COLUMNS.join(', ')}; the last three may be left out`,
        remedy: 'Counts go into a file of their own, `--recording`.',
      },
    ])
  const problems: Problem[] = []
  const seen = new Set<string>()
  const releases = lines.map(({ number, cells }): ListedRelease => {
    const wrong: Wrong[] = []
    const { release = '', at = '', until = '', truth = '', canary = '' } = cells
    const [atMs, untilMs] = [readTime(at), readTime(until)]
    if (release === '' || seen.has(release))
      wrong.push(wrongCell('release', release, 'a name that no other line has', 'Give each one a name, such as its date.'))
    seen.add(release)
    if (atMs === null) wrong.push(noTime('at', at))
    if (until !== '' && untilMs === null) wrong.push(noTime('until', until))
    if (atMs !== null && untilMs !== null && untilMs <= atMs)
      wrong.push(wrongCell('until', until, `a time after ${at}`, 'It is the end of what is looked at.'))
    const known = readTruth(truth, wrong)
    problems.push(...wrong.map((one) => ({ where: `${file}:${number}`, ...one })))
    return { name: release, atMs: atMs ?? 0, untilMs, truth: known, canary: canary === '' ? null : canary }
  })
  refuse(problems)
  return releases
}
