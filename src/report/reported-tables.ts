import type { Verdict } from '../judge/verdict.ts'

type Reported = Verdict['reported'][number]

/** Several numbers of each of many columns (or slices), all reported for one reason: a row each, where a line a number would be pages. */
export type ReportedTable = {
  readonly why: string
  readonly metrics: readonly string[]
  /** One value for each of `metrics`; undefined where a column has no such number. */
  readonly rows: readonly { readonly slice: string; readonly values: readonly (number | null | undefined)[] }[]
}

/** What nothing is compared with, by column; and the rest, which has a value of each model. */
export function reportedTables(reported: Verdict['reported']): {
  readonly tables: readonly ReportedTable[]
  readonly rest: Verdict['reported']
} {
  const alone = reported.filter(isAlone)
  const reasons = [...new Set(alone.map(({ why }) => why))]
  const grouped = reasons.map((why) => tableOf(alone.filter((one) => one.why === why)))
  const tables = grouped.filter(({ rows }) => rows.length > 1)
  const tabled = new Set(tables.map(({ why }) => why))
  return { tables, rest: reported.filter((one) => !isAlone(one) || !tabled.has(one.why)) }
}

function isAlone({ slice, baseline }: Reported): boolean {
  return slice !== null && baseline === null
}

function tableOf(reported: readonly Reported[]): ReportedTable {
  const metrics = [...new Set(reported.map(({ metric }) => metric))]
  const slices = [...new Set(reported.map(({ slice }) => slice ?? ''))]
  const rows = slices.map((slice) => ({
    slice,
    values: metrics.map((metric) => reported.find((one) => one.slice === slice && one.metric === metric)?.candidate),
  }))
  return { why: reported[0]?.why ?? '', metrics, rows }
}
