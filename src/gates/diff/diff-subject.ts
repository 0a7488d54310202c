import type { ResolvedFile } from '../../sources/scored-rows.ts'
import type { TableSchema } from '../../sources/tabular/schema/table-schema.ts'
import { checkColumns } from './contract/check-columns.ts'
import { checkConsumers } from './contract/check-consumers.ts'
import { checkRuntime } from './contract/check-runtime.ts'
import { readContract } from './contract/contract.ts'
import { diffContract } from './contract/diff-contract.ts'
import { type DiffPart, type Finding, NOTHING_FOUND } from './finding.ts'
import type { Consumer } from './policy.ts'

export type SubjectRequest = {
  readonly candidate: ResolvedFile
  /** null: there is none, and only what the candidate must be by itself is checked. */
  readonly baseline: ResolvedFile | null
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  /** Version of onnxruntime that production loads the model with; null where nobody said. */
  readonly servingRuntime: string | null
  readonly consumers: readonly Consumer[]
  /** Of the evaluation data; null where it is not looked at. */
  readonly data: TableSchema | null
}

/** An ONNX model as others see it: its callers, its runtime, the columns that feed it. @throws MeasurementError for a file that is none */
export function diffSubject({ candidate, baseline, inputs, servingRuntime, consumers, data }: SubjectRequest): DiffPart {
  const after = readContract(candidate.path, candidate.reference)
  const runtime = checkRuntime(after, servingRuntime)
  const changed = baseline !== null && baseline.sha256 !== candidate.sha256
  const findings: Finding[] = [
    ...checkConsumers(after, consumers),
    ...runtime.findings,
    ...(data === null ? [] : checkColumns({ candidate: after, inputs, data })),
    ...(changed ? diffContract(readContract(baseline.path, baseline.reference), after) : []),
  ]
  const withDigest = findings.map((finding) => ({ digest: candidate.sha256, ...finding }))
  return { ...NOTHING_FOUND, findings: withDigest, notes: runtime.notes }
}
