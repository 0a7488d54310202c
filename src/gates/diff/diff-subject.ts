import type { Probed, ProbeJob } from '../../sources/probe/probe.ts'
import type { Limits, ResolvedFile } from '../../sources/scored-rows.ts'
import type { TableSchema } from '../../sources/tabular/schema/table-schema.ts'
import { checkColumns, columnsAtRisk } from './contract/check-columns.ts'
import { checkConsumers } from './contract/check-consumers.ts'
import { checkRuntime, type DeclaredRuntime } from './contract/check-runtime.ts'
import { type Contract, readContract } from './contract/contract.ts'
import { checkContract, diffContract } from './contract/diff-contract.ts'
import { probeSubject, reasonNotToRun } from './contract/probe-subject.ts'
import { type DiffPart, type Finding, NOTHING_FOUND } from './finding.ts'
import type { Consumer } from './policy.ts'
import { checkTrainedWith, type Served } from './serving/check-versions.ts'

/** Input → columns, as a policy says; null: matched by name. */
type Inputs = ProbeJob['inputs']

type DataSchema = {
  readonly schema: TableSchema
  /** Largest magnitude by column, read from all rows. */
  readonly largestOf: (columns: readonly string[]) => Promise<ReadonlyMap<string, number>>
}

export type SubjectRequest = {
  readonly candidate: { readonly file: ResolvedFile; readonly inputs: Inputs }
  /** null: there is none, and only what the candidate must be by itself is checked. */
  readonly baseline: { readonly file: ResolvedFile; readonly inputs: Inputs } | null
  /** What production loads the model with, as far as somebody said. */
  readonly servingRuntimes: readonly DeclaredRuntime[]
  /** What the lock files install. */
  readonly served: readonly Served[]
  readonly consumers: readonly Consumer[]
  /** The evaluation data; null where there are none. */
  readonly data: (NonNullable<ProbeJob['data']> & DataSchema) | null
  readonly limits: Limits
  /** Runs one model on a few rows in the worker process. */
  readonly probe: (job: ProbeJob) => Promise<Probed>
}

/** An ONNX model as others see it: its callers, its runtime, the columns that feed it. @throws MeasurementError for a file that is none */
export async function diffSubject(request: SubjectRequest): Promise<DiffPart> {
  const { candidate, baseline, servingRuntimes, consumers } = request
  const after = { ...candidate, contract: readContract(candidate.file.path, candidate.file.reference) }
  const before = baseline === null ? null : { ...baseline, contract: readContract(baseline.file.path, baseline.file.reference) }
  const isChanged = baseline?.file.sha256 !== candidate.file.sha256
  const runtime = checkRuntime(after.contract, servingRuntimes)
  const found: Finding[] = [
    ...checkContract(after.contract),
    ...checkConsumers(after.contract, consumers),
    ...runtime.findings,
    ...checkTrainedWith(after.contract, request.served),
    ...(await findInColumns(request, after.contract)),
    ...(before !== null && isChanged ? diffContract(before.contract, after.contract) : []),
  ]
  const answers = await probeWhereUseful(request, { before, after, isChanged, found })
  const findings = [...found, ...answers.findings].map((finding) => ({ digest: candidate.file.sha256, ...finding }))
  return { ...answers, findings, notes: [...runtime.notes, ...answers.notes] }
}

async function findInColumns({ candidate: { inputs }, data }: SubjectRequest, candidate: Contract): Promise<Finding[]> {
  if (data === null) return []
  const request = { candidate, inputs, data: data.schema }
  const risky = columnsAtRisk(request)
  return checkColumns(request, risky.length === 0 ? new Map() : await data.largestOf(risky))
}

type Side = Parameters<typeof probeSubject>[0]['candidate']
type Known = { readonly before: Side | null; readonly after: Side; readonly isChanged: boolean; readonly found: readonly Finding[] }

/** The same bytes answer the same; only new data can bring answers that a consumer does not expect. */
async function probeWhereUseful(request: SubjectRequest, { before, after, isChanged, found }: Known): Promise<DiffPart> {
  const { consumers, limits, probe } = request
  if (!isChanged && !consumers.some(({ expects }) => expects.range !== undefined)) return NOTHING_FOUND
  const reason = reasonNotToRun(found)
  if (reason !== null) return { ...NOTHING_FOUND, notes: [reason] }
  // A column that cannot be converted stops the reader; the model is then looked at with made-up values.
  const canFeed = !found.some(({ rule }) => rule === 'INPUT_NOT_CASTABLE')
  const data =
    request.data === null || !canFeed ? null : { files: request.data.files, format: request.data.format, reserved: request.data.reserved }
  const timeLimitMs = Math.min(limits.timeLimitMs, LONGEST_STEP_MS)
  return probeSubject({ candidate: after, baseline: isChanged ? before : null, data, consumers, limits: { ...limits, timeLimitMs }, probe })
}

/** For loading a model, or for a thousand rows: whoever waits longer than this waits for a loop. */
const LONGEST_STEP_MS = 120_000
