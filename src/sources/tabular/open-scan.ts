import { MeasurementError } from '../../errors.ts'
import type { Batch, ScanSummary, TabularRequest } from './batch.ts'
import { explainFailure, type Suspect } from './claim.ts'
import { type DenseCodes, denseCodes } from './dense-codes.ts'
import { openFeatures } from './feature-part.ts'
import { isClassification, openLabels, weightPart } from './label-part.ts'
import type { Part } from './part.ts'
import type { PredictionsFile } from './prediction-columns.ts'
import { type Profile, profileTable, refuseNulls } from './profile.ts'
import { openRows } from './row-part.ts'
import { type PlannedSlice, planSlice } from './slice-part.ts'
import { type Column, columnOf, fileNames, type Table } from './table.ts'

/** Everything that is decided before the first row is read. */
export type Scan = {
  readonly rows: number
  readonly classes: readonly string[]
  readonly id: { readonly column: Column; readonly repeated: boolean } | null
  readonly parts: readonly Part<unknown>[]
  readonly suspects: readonly Suspect[]
  /** The arrays of the batch that was just read. */
  take(): Pick<Batch, 'tensors' | 'json' | 'label' | 'weight' | 'cluster' | 'query' | 'slices'>
  summary(moreNotes: readonly string[]): ScanSummary
}

export async function openScan(table: Table, request: TabularRequest, predictions: readonly PredictionsFile[]): Promise<Scan> {
  const columns = namedColumns(table, request)
  const features = openFeatures(table, request.tensors)
  const json = request.rows === undefined || Object.keys(request.rows).length === 0 ? null : openRows(table, request.rows)
  const planned: PlannedSlice[] = []
  for (const spec of request.data.slices) planned.push(await planSlice(table, spec))
  const profile = await profileColumns(table, request, columns, planned)
  const labels = await openLabels(table, columns.label, request, { profile, predictions })
  const weight = columns.weight === null ? null : weightPart(table, columns.weight)
  const repeated = columns.id !== null && (profile.codes.get(columns.id.name)?.distinct ?? profile.rows) < profile.rows
  const cluster = clusterCodes(table, columns, profile, repeated)
  const query = columns.query === null ? null : denseCodes(table, columns.query, profile, 'query')
  const slices = planned.map((slice) => slice.open(profile))
  const parts = [features.part, json?.part, labels.part, weight?.part, cluster?.part, query?.part, ...slices.map(({ part }) => part)]
  return {
    rows: profile.rows,
    classes: labels.classes,
    id: columns.id === null ? null : { column: columns.id, repeated },
    parts: parts.filter((part) => part !== undefined),
    suspects: [
      ...features.claims,
      ...(json?.claims ?? []),
      ...labels.claims,
      ...(weight?.claims ?? []),
      ...slices.flatMap(({ suspects }) => suspects),
    ],
    take: () => ({
      tensors: features.part.end(),
      json: json?.part.end() ?? {},
      label: labels.part.end(),
      weight: weight?.part.end() ?? null,
      cluster: cluster?.part.end() ?? null,
      query: query?.part.end() ?? null,
      slices: slices.map(({ part }) => part.end()),
    }),
    summary: (moreNotes) => ({
      rows: profile.rows,
      classes: labels.classes,
      slices: slices.map(({ name, groups }) => ({ name, groups })),
      clusters: cluster?.count() ?? profile.rows,
      queries: query?.count() ?? 0,
      notes: [...features.notes(), ...moreNotes],
    }),
  }
}

type NamedColumns = {
  readonly label: Column
  readonly id: Column | null
  readonly group: Column | null
  readonly weight: Column | null
  readonly query: Column | null
}

function namedColumns(table: Table, { data, task }: TabularRequest): NamedColumns {
  const optional = (name: string | undefined, use: string): Column | null => (name === undefined ? null : columnOf(table, name, use))
  if (task === 'ranking' && data.query === undefined) {
    throw new MeasurementError(
      'DATA_INVALID',
      `${fileNames(table)}: ranking needs to know which rows belong to one query`,
      'Set `data.query` to that column.',
    )
  }
  return {
    label: columnOf(table, data.label, 'data.label'),
    id: optional(data.id, 'data.id'),
    group: optional(data.group, 'data.group'),
    weight: optional(data.weight, 'data.weight'),
    query: optional(task === 'ranking' ? data.query : undefined, 'data.query'),
  }
}

/** One pass for classes, groups, repeated ids and nulls; also what says that there are no rows. */
async function profileColumns(
  table: Table,
  request: TabularRequest,
  columns: NamedColumns,
  planned: readonly PlannedSlice[],
): Promise<Profile> {
  const values = planned.flatMap(({ valuesOf }) => (valuesOf === null ? [] : [valuesOf]))
  if (isClassification(request.task)) values.push(columns.label)
  const coded = { id: columns.id, group: columns.group, query: columns.query }
  const codes = Object.values(coded).filter((column) => column !== null)
  const conditions = planned.flatMap(({ nulls }) => (nulls === null ? [] : [nulls]))
  // A group decides what depends on what; then only predictions by id ask whether ids repeat.
  const repeating = columns.group === null || Object.keys(request.predictions).length > 0 ? columns.id : null
  const profile = await profileTable(table, {
    values: unique(values),
    codes: unique(codes),
    distinct: repeating === null ? [] : [repeating],
    conditions: [...new Set(conditions)],
  }).catch(async (cause: unknown) => {
    throw await explainFailure(table, cause, [])
  })
  for (const [use, column] of Object.entries(coded)) {
    if (column !== null) await refuseNulls(table, column, profile.codes.get(column.name)?.nulls ?? 0, use)
  }
  return profile
}

function unique(columns: readonly Column[]): readonly Column[] {
  return [...new Map(columns.map((column) => [column.name, column])).values()]
}

/** A group wins over repeated ids: who names it knows more about what depends on what. */
function clusterCodes(table: Table, { group, id }: NamedColumns, profile: Profile, repeated: boolean): DenseCodes | null {
  if (group !== null) return denseCodes(table, group, profile, 'group')
  return id !== null && repeated ? denseCodes(table, id, profile, 'id') : null
}
