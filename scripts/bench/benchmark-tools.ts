import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchmarkRunner } from '../../src/gates/benchmark/runner.ts'
import { takeEnvironment } from '../../src/host/environment.ts'
import { installRuntime } from '../../src/sources/native/install.ts'
import type { OnnxSubject } from '../../src/sources/scored-rows.ts'
import { prepareBenchmark, runCold, runRound } from '../../src/sources/worker/run-benchmark.ts'

/** As `sluice` does it: SLUICE_RUNTIME, else the user's cache, installed at first use. */
export function installNativePackages(): Promise<string> {
  const { runtimeFolder, cacheFolder, forChildren } = takeEnvironment(process.env)
  return installRuntime({
    ...(runtimeFolder === null ? {} : { prepared: runtimeFolder }),
    manifestFolder: join(process.cwd(), 'runtime'),
    cacheFolder,
    env: forChildren,
    signal: new AbortController().signal,
    onInstall: (into) => console.error(`Installing onnxruntime and DuckDB into ${into} …`),
  })
}

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

export function onnxSubjectAt(path: string): OnnxSubject {
  const bytes = readFileSync(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'onnx', file: { reference: path, path, sha256, bytes: bytes.length } }
}
