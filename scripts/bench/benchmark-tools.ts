import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchmarkRunner } from '../../src/gates/benchmark/runner.ts'
import type { InputsJob, PreparedArms } from '../../src/sources/benchmark/jobs.ts'
import type { OnnxSubject } from '../../src/sources/scored-rows.ts'
import { prepareBenchmark, runCold, runRound } from '../../src/sources/worker/run-benchmark.ts'

/** The gate's own processes, started from what was compiled. */
export function compiledRunner(runtimeFolder: string, threads: number): BenchmarkRunner {
  const entry = { execPath: process.execPath, args: [join(import.meta.dirname, 'benchmark-worker.js')] }
  const options = (signal: AbortSignal) => ({ runtimeFolder, entry, threads, signal })
  return {
    prepare: (job, signal) => prepareBenchmark(job, options(signal)),
    cold: (job, signal, answered) => runCold(job, options(signal), answered),
    round: (job, signal) => runRound(job, options(signal)),
  }
}

export const LIMITS = { batchRows: 1, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }

/** So many rows of inputs are made, and called with by turns. */
export const HELD_ROWS = 4_096

/** Inputs that fit the models, made into the folder. @param models path of each arm's file */
export async function prepareMade(
  runner: BenchmarkRunner,
  folder: string,
  models: Partial<Record<'baseline' | 'candidate', string>>,
): Promise<PreparedArms['arms']> {
  const { baseline, candidate } = models
  const job: InputsJob = {
    kind: 'benchmark-inputs',
    arms: {
      ...(baseline === undefined ? {} : { baseline: onnxSubjectAt(baseline) }),
      ...(candidate === undefined ? {} : { candidate: onnxSubjectAt(candidate) }),
    },
    data: { files: [], format: 'parquet' },
    reserved: [],
    source: 'made',
    dimensions: {},
    rows: HELD_ROWS,
    folder,
    limits: LIMITS,
  }
  return (await runner.prepare(job, new AbortController().signal)).arms
}

function onnxSubjectAt(path: string): OnnxSubject {
  const bytes = readFileSync(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'onnx', file: { reference: path, path, sha256, bytes: bytes.length } }
}
