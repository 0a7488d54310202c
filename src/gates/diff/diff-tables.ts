import { MeasurementError } from '../../errors.ts'
import { isReasonCode } from '../../judge/reason-codes.ts'
import type { DataSpec, Limits } from '../../sources/scored-rows.ts'
import type { DistributionJob, DistributionProfile } from '../../sources/tabular/distribution/profile.ts'
import type { TableSchema } from '../../sources/tabular/schema/table-schema.ts'
import type { SchemaJob } from '../../sources/worker/read-schema.ts'
import { check } from './distribution/compare-columns.ts'
import { diffDistributions } from './distribution/diff-distributions.ts'
import type { ColumnRoles, DistributionDiff, DriftSettings } from './distribution/request.ts'
import type { DiffPart, Finding } from './finding.ts'
import { diffSchemas } from './schema/diff-schemas.ts'
import { renameCandidates } from './schema/find-renames.ts'

/** Files of one data set, and what it is called in messages. */
export type DataSet = Pick<DataSpec, 'files' | 'format'> & { readonly reference: string; readonly sha256: string }

/** How native code reads data: in the worker process. */
export type TableReaders = {
  readSchema(job: SchemaJob): Promise<TableSchema>
  profile(job: DistributionJob): Promise<DistributionProfile>
}

export type TablesRequest = {
  readonly reference: DataSet
  readonly current: DataSet
  readonly relation: 'versions' | 'training'
  readonly roles: ColumnRoles
  readonly drift: DriftSettings
  /** As 2026-11-24, in UTC. */
  readonly today?: string
  readonly limits: Limits
  readonly readers: TableReaders
}

export type TablesDiff = DiffPart & { readonly rows: { readonly reference: number; readonly current: number } }

/**
 * What changed between two data sets: the schema, then the values.
 *
 * @throws MeasurementError when a schema cannot be read; values that cannot be counted are a check with the outcome `error`
 */
export async function diffTables(request: TablesRequest): Promise<TablesDiff> {
  const { current } = request
  const schema = diffSchemas(await readSchemas(request))
  const values = await diffValues(request, schema.findings)
  const findings = [...schema.findings, ...values.findings].map((finding) => ({ digest: current.sha256, ...finding }))
  return { ...values, findings, notes: [...schema.notes, ...values.notes] }
}

/** A second look at columns that one side only has: one may be the other under a new name. */
async function readSchemas({ reference, current, limits, readers }: TablesRequest): Promise<Record<'reference' | 'current', TableSchema>> {
  const read = ({ files, format }: DataSet, sketch: readonly string[]) => readers.readSchema({ files, format, limits, sketch })
  const both = async (sketch: Record<'reference' | 'current', readonly string[]>) => {
    const [before, after] = await Promise.all([read(reference, sketch.reference), read(current, sketch.current)])
    return { reference: before, current: after }
  }
  const schemas = await both({ reference: [], current: [] })
  const candidates = renameCandidates(schemas.reference, schemas.current)
  if (candidates.reference.length === 0) return schemas
  return both(candidates)
}

async function diffValues(request: TablesRequest, found: readonly Finding[]): Promise<DistributionDiff> {
  try {
    return await diffDistributions({ ...request, profile: (job) => request.readers.profile(job) })
  } catch (error) {
    if (!(error instanceof MeasurementError) || !isReasonCode(error.reasonCode)) throw error
    const nothing = { comparisons: [], findings: [], figures: [], reported: [], notes: [], rows: { reference: 0, current: 0 } }
    // A file of another format cannot be read like the one before; that it is one has been found, and that fails already.
    if (found.some(({ rule, severity }) => rule === 'FORMAT_CHANGED' && severity === undefined)) {
      return { ...nothing, notes: [`Values were not compared: ${error.message}`] }
    }
    const measured = { kind: 'error', reasonCode: error.reasonCode, why: error.message } as const
    return { ...nothing, comparisons: [check({ id: 'DRIFT', metric: 'drift', slice: null, margin: 0, measured })] }
  }
}
