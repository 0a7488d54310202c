import { formatCount, formatPercent } from '../../../judge/format-number.ts'
import type { ColumnProfile, Level } from '../../../sources/tabular/distribution/profile.ts'
import { total } from '../../../stats/drift/counts.ts'
import { chanceOfExclusive } from '../../../stats/drift/exclusive-level.ts'
import type { DistributionFinding } from './request.ts'

/** Chance that honest samples show any new or vanished level at all, over all levels of all columns (Bonferroni). */
const FALSE_ALARM_RATE = 0.005
/** Names in one message. */
const MOST_NAMES = 5

type Found = { readonly findings: readonly DistributionFinding[]; readonly notes: readonly string[] }

/**
 * Levels that only one side has. A column of many rare levels gains and loses some in every honest sample, so a level counts where
 * chance would not put all its copies on one side; the rest is said in a note.
 *
 * @param columns how many columns are looked at
 */
export function findLevels({ name, levels }: ColumnProfile, columns: number, isLabel: boolean): Found {
  if (levels === null) return { findings: [], notes: [] }
  const before = total(levels.map(({ reference }) => reference))
  const after = total(levels.map(({ current }) => current))
  if (before === 0 || after === 0) return { findings: [], notes: [] }
  const rarest = FALSE_ALARM_RATE / (2 * columns * levels.length)
  const added = split(levels, 'current', 'reference', (copies) => chanceOfExclusive(copies, after, before + after) <= rarest)
  const removed = split(levels, 'reference', 'current', (copies) => chanceOfExclusive(copies, before, before + after) <= rarest)
  const findings: DistributionFinding[] = []
  if (added.news.length > 0) {
    const label = isLabel ? ' The label has classes that the model was not trained for.' : ''
    findings.push({
      rule: 'ENUM_VALUE_ADDED',
      subject: name,
      message: `${countOf(added.news, 'new value')}: ${listed(added.news, 'current', after)}.${label}`,
      evidence: `in ${formatCount(rowsOf(added.news, 'current'))} of ${formatCount(after)} rows; none of ${formatCount(before)} reference rows has it`,
      severity: isLabel ? 'breaking' : 'risky',
    })
  }
  if (removed.news.length > 0) {
    findings.push({
      rule: 'ENUM_VALUE_REMOVED',
      subject: name,
      message: `${countOf(removed.news, 'value')} gone: ${listed(removed.news, 'reference', before)} of the reference.`,
      evidence: `in ${formatCount(rowsOf(removed.news, 'reference'))} of ${formatCount(before)} reference rows; none of ${formatCount(after)} rows has it`,
      severity: 'risky',
    })
  }
  return {
    findings,
    notes: [
      ...rareNote(name, added.rare, 'current', 'not in the reference'),
      ...rareNote(name, removed.rare, 'reference', 'only in the reference'),
    ],
  }
}

type Side = 'reference' | 'current'

function split(levels: readonly Level[], here: Side, there: Side, isNews: (copies: number) => boolean): { news: Level[]; rare: Level[] } {
  const exclusive = levels.filter((level) => level[there] === 0 && level[here] > 0)
  return { news: exclusive.filter((level) => isNews(level[here])), rare: exclusive.filter((level) => !isNews(level[here])) }
}

function listed(levels: readonly Level[], side: Side, rows: number): string {
  const shown = levels.slice(0, MOST_NAMES).map((level) => `${quoted(level)} (${formatPercent(level[side] / rows)})`)
  const more = levels.length > MOST_NAMES ? ` and ${formatCount(levels.length - MOST_NAMES)} more` : ''
  return shown.join(', ') + more
}

function rareNote(column: string, levels: readonly Level[], side: Side, where: string): string[] {
  if (levels.length === 0) return []
  const rows = rowsOf(levels, side)
  return [
    `${JSON.stringify(column)}: ${countOf(levels, 'value')} ${where}, in ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}: no more than chance brings.`,
  ]
}

function rowsOf(levels: readonly Level[], side: Side): number {
  return levels.reduce((sum, level) => sum + level[side], 0)
}

function countOf(levels: readonly Level[], noun: string): string {
  return `${formatCount(levels.length)} ${noun}${levels.length === 1 ? '' : 's'}`
}

function quoted({ name }: Level): string {
  return name === null ? 'a value' : JSON.stringify(name)
}
