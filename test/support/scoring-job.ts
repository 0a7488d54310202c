import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ArmName, DataSpec, Limits, OnnxSubject, ResolvedFile, ScoringJob, Subject } from '../../src/sources/scored-rows.ts'

const fixtures = resolve(__dirname, '../fixtures')

/** A file of test/fixtures as if it had been resolved; the digest plays no part in scoring. */
export function fixtureFile(path: string): ResolvedFile {
  return fileAt(join(fixtures, path), path)
}

export function fileAt(path: string, reference = path): ResolvedFile {
  return { reference, path, sha256: '0'.repeat(64), bytes: statSync(path).size }
}

export function model(name: string, options: Partial<OnnxSubject> = {}): OnnxSubject {
  return { kind: 'onnx', file: fixtureFile(`models/${name}.onnx`), ...options }
}

/** Income models on the income holdout, unless said otherwise. */
export function incomeJob(
  arms: Partial<Record<ArmName, Subject>>,
  changes: { data?: Partial<DataSpec>; limits?: Partial<Limits>; job?: Partial<ScoringJob> } = {},
): ScoringJob {
  return {
    task: 'binary-classification',
    positiveLabel: 1,
    data: { files: [fixtureFile('data/income/holdout.parquet')], format: 'parquet', label: 'over_50k', slices: [], ...changes.data },
    arms,
    limits: { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31, ...changes.limits },
    ...changes.job,
  }
}
