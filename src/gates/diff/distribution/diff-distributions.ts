import type { Comparison } from '../../../judge/comparison.ts'
import type { Figure } from '../../../judge/figure.ts'
import type { ColumnProfile, DistributionProfile, PairTable } from '../../../sources/tabular/distribution/profile.ts'
import { describeAuto } from './auto-margin.ts'
import { check, compareColumn } from './compare-columns.ts'
import { comparePairs } from './compare-pairs.ts'
import { compareRows } from './compare-rows.ts'
import { describeColumn, describeTime } from './describe.ts'
import { drawColumns } from './draw-columns.ts'
import { drawOverview } from './draw-overview.ts'
import { findLostKey, findRowCount, isKey } from './find-in-table.ts'
import { findLevels } from './find-levels.ts'
import { findInNumbers } from './find-numbers.ts'
import { findStale } from './find-stale.ts'
import { reportColumn } from './report-columns.ts'
import type { ColumnRoles, DistributionDiff, DistributionRequest } from './request.ts'

/** Of the permutations; each column adds its number, so that they do not share a stream. */
const SEED = 20_261_124

/**
 * How the values of two data sets differ, column by column and row by row. Measures only: what a distance means is judge()'s to say,
 * what a finding means the policy's.
 *
 * @throws MeasurementError when one cannot be read
 */
export async function diffDistributions(request: DistributionRequest): Promise<DistributionDiff> {
  const { reference, current, roles, limits } = request
  const ids = [roles.id].filter((name) => name !== undefined)
  const job = {
    reference,
    current,
    label: roles.label ?? null,
    ids,
    categories: roles.categories ?? [],
    also: alsoCounted(request),
    limits,
  }
  return diffProfiles(await request.profile(job), request)
}

/** The same for what was counted already. */
export function diffProfiles(
  profile: DistributionProfile,
  request: Pick<DistributionRequest, 'relation' | 'roles' | 'drift' | 'today'>,
): DistributionDiff {
  const { relation, roles, drift, today } = request
  const { rows, columns, equalRows } = profile
  if (rows.reference === 0 || rows.current === 0) return withoutRows(profile, request)
  const compared = columns.filter((column) => !isName(column, roles))
  const found = compared.map((column) => findLevels(column, compared.length, column.name === roles.label))
  const single = columns.flatMap((column, index) =>
    compareColumn(isName(column, roles) ? withoutValues(column) : column, drift, SEED + index),
  )
  const pairs = comparePairs(pairsOf(profile, compared), movedIn(single), drift, SEED + columns.length)
  const comparisons = [...single, ...pairs.comparisons, ...(equalRows === null ? [] : compareRows(equalRows, request))].sort(
    (one, other) => beyondMargin(other) - beyondMargin(one),
  )
  const names = new Set(compared.map(({ name }) => name))
  const changed = comparisons.flatMap(({ id, slice }) => (id === 'DRIFT' && slice !== null && names.has(slice) ? [slice] : []))
  const inOrder = changed.flatMap((name) => columns.find((column) => column.name === name) ?? [])
  return {
    comparisons,
    findings: [
      ...findRowCount(profile, relation),
      ...columns.flatMap((column) => findLostKey(column, columns.length)),
      ...compared.flatMap((column) => findInNumbers(column, compared.length)),
      ...columns.flatMap((column) => findStale(column, roles.time, today === undefined ? undefined : { limit: drift.freshness, today })),
      ...found.flatMap(({ findings }) => findings),
    ],
    figures: [...drawColumns(inOrder), ...overviewOf(inOrder, columns, comparisons)],
    reported: [...pairs.reported, ...compared.flatMap(reportColumn)],
    notes: [
      ...pairs.notes,
      ...describeAuto(compared, drift),
      ...columns.flatMap((column) => describeColumn(column, isName(column, roles))),
      ...columns.flatMap((column) => describeTime(column)),
      ...found.flatMap(({ notes }) => notes),
    ],
    rows,
  }
}

/** The columns that were compared in their order, then the others as they stand in the file. */
function overviewOf(inOrder: readonly ColumnProfile[], columns: readonly ColumnProfile[], comparisons: readonly Comparison[]): Figure[] {
  const rest = columns.filter((column) => !inOrder.includes(column))
  const marginsOf = (id: string, slice: string) => {
    const found = comparisons.find((one) => one.id === id && one.slice === slice)
    return found?.measured.kind === 'measured' ? beyondMargin(found) : Number.NaN
  }
  const overview = drawOverview([...inOrder, ...rest], (name) => ({
    distance: marginsOf('DRIFT', name),
    nulls: marginsOf('NULL_RATE_JUMP', name) || 0,
  }))
  return overview === null ? [] : [overview]
}

function alsoCounted({ drift }: DistributionRequest) {
  return { chunks: drift.numeric.margin === 'auto' || drift.categorical.margin === 'auto', pairs: true }
}

/** Ids go together with nothing. */
function pairsOf({ pairs = [] }: DistributionProfile, compared: readonly ColumnProfile[]): readonly PairTable[] {
  const names = new Set(compared.map(({ name }) => name))
  return pairs.filter(({ columns }) => columns.every((name) => names.has(name)))
}

/** Columns whose own distance is beyond its margin, proven or not. */
function movedIn(comparisons: readonly Comparison[]): ReadonlySet<string> {
  return new Set(comparisons.flatMap((one) => (one.slice !== null && beyondMargin(one) > 1 ? [one.slice] : [])))
}

/** Ids and groups name rows; an earlier and a later sample have other names, and that is no drift. */
function isName(column: ColumnProfile, { id, group }: ColumnRoles): boolean {
  return column.name === id || column.name === group || isKey(column)
}

function withoutValues(column: ColumnProfile): ColumnProfile {
  return { ...column, bins: null, levels: null }
}

/** Nothing can be measured: the one thing that must never pass. */
function withoutRows(profile: DistributionProfile, { relation }: Pick<DistributionRequest, 'relation'>): DistributionDiff {
  const why = `${profile.rows.current === 0 ? 'the current data have' : 'the reference has'} no rows`
  const measured = { kind: 'error', reasonCode: 'DATA_INVALID', why } as const
  const comparisons = [check({ id: 'DRIFT', metric: 'drift', slice: null, margin: 0, measured })]
  return { comparisons, findings: findRowCount(profile, relation), figures: [], reported: [], notes: [], rows: profile.rows }
}

/** In margins: how far a check is from failing, or beyond it; a reader wants the worst first. */
function beyondMargin({ measured, margin }: Comparison): number {
  if (measured.kind === 'error') return Infinity
  return measured.kind === 'measured' ? measured.harm.estimate / Math.max(margin, 1e-9) : -1
}
