import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { markdownTable } from 'markdown-table'
import type { BenchmarkRunner } from '../../src/gates/benchmark/runner.ts'
import type { PreparedArm } from '../../src/sources/benchmark/jobs.ts'
import { medianOf } from '../../src/sources/benchmark/time-batch.ts'
import { packageVersion } from '../../src/sources/native/load.ts'
import type { ConfidenceDistribution } from '../../src/stats/confidence-distribution.ts'
import { logRatioDistribution } from '../../src/stats/ratio.ts'
import { compiledRunner, LIMITS, prepareMade } from './benchmark-tools.ts'
import { comparePython, lastWords } from './compare-python.ts'
import type { Overhead, OverheadPlan } from './harness-overhead.ts'
import { installNativePackages } from './install-native.ts'
import { layeredModel } from './layered-model.ts'

type Asked = { readonly rounds: number; readonly python: string | null }
type Line = {
  readonly what: string
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
  readonly ratio: ConfidenceDistribution
}

const WIDTH = 256
/** About 100 µs a call of one row; 3 MB of weights, as models of this speed have. */
const MATRICES = 12
const LAYERS = MATRICES
/** Two to three milliseconds a call: what each language does to hand an answer over (some 10 µs of memory) is neither's latency. */
const ROWS_FOR_PYTHON = 32
const LAYERS_FOR_PYTHON = 4 * MATRICES
const MEASURE_MS = 1_500
const TARGET = 0.03

/** What the harness adds to a call, and whether an independent measurement of the same model agrees. @returns false beyond the target */
export async function benchBenchmark({ rounds, python }: Asked): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  try {
    const runtimeFolder = await installNativePackages()
    const runner = compiledRunner(runtimeFolder, 1)
    const prepared = await prepare(folder, runner, LAYERS)
    const overheads = measureOverheads({ runtimeFolder, prepared, measureMs: MEASURE_MS, seed: 0 }, rounds)
    const lines = [overheadLine(overheads)]
    if (python !== null) lines.push(...(await pythonLines(python, await prepare(folder, runner, LAYERS_FOR_PYTHON), runner, rounds)))
    console.log(render(lines))
    const clock = `reading the clock twice costs ${(medianOf(overheads.map(({ clockMs }) => clockMs)) * 1000).toFixed(2)} µs`
    const load = `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} CPUs at the end`
    console.log(
      `\n${rounds} rounds, each in fresh processes; onnxruntime-node ${packageVersion(runtimeFolder, 'onnxruntime-node')}; ${clock}; ${load}.`,
    )
    if (python === null) console.log("SKIPPED: the comparison with Python's onnxruntime; name an interpreter that has it by --python.")
    return lines.every(isWithin)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function prepare(folder: string, runner: BenchmarkRunner, layers: number): Promise<PreparedArm> {
  const model = join(folder, `${layers}-layers.onnx`)
  writeFileSync(model, layeredModel(layers, WIDTH, [], MATRICES))
  const { candidate } = await prepareMade(runner, folder, { candidate: model })
  if (candidate === undefined) throw new Error('nothing was prepared')
  return candidate
}

function measureOverheads(plan: OverheadPlan, rounds: number): Overhead[] {
  return Array.from({ length: rounds }, (_, round) => {
    console.error(`harness and bare loop, round ${round + 1} of ${rounds} …`)
    return lastWords<Overhead>(process.execPath, [
      join(import.meta.dirname, 'harness-overhead.js'),
      JSON.stringify({ ...plan, seed: round }),
    ])
  })
}

function overheadLine(overheads: readonly Overhead[]): Line {
  return {
    what: 'p10 by the harness over that of a bare loop',
    ours: overheads.map(({ reportedMs }) => reportedMs),
    theirs: overheads.map(({ bareMs }) => bareMs),
    ratio: logRatioDistribution(overheads.map(({ ratio }) => Math.log(ratio))),
  }
}

async function pythonLines(python: string, prepared: PreparedArm, runner: BenchmarkRunner, rounds: number): Promise<Line[]> {
  const plan = { python, prepared, rows: ROWS_FOR_PYTHON, width: WIDTH, measureMs: MEASURE_MS, limits: LIMITS }
  const pairs = await comparePython(plan, runner, rounds)
  return (['p10', 'p50'] as const).map((quantile) => ({
    what: `${quantile} by the harness over that of Python's onnxruntime ${pairs[0]?.version}`,
    ours: pairs.map(({ harness }) => harness[quantile]),
    theirs: pairs.map((pair) => pair.python[quantile]),
    ratio: logRatioDistribution(pairs.map((pair) => Math.log(pair.harness[quantile] / pair.python[quantile]))),
  }))
}

function render(lines: readonly Line[]): string {
  const microseconds = (values: readonly number[]) => `${(medianOf(values) * 1000).toFixed(1)} µs`
  const rows = lines.map((line) => {
    const [estimate, lower, upper] = [line.ratio.estimate, line.ratio.quantile(0.05), line.ratio.quantile(0.95)].map(Math.exp)
    const ratio = `${estimate?.toFixed(3)} (${lower?.toFixed(3)} to ${upper?.toFixed(3)})`
    return [line.what, microseconds(line.theirs), microseconds(line.ours), ratio, isWithin(line) ? 'yes' : 'no']
  })
  return markdownTable([['comparison', 'there', 'here', 'ratio (95 % bounds)', 'within 3 %'], ...rows])
}

/** By the estimate; the bounds say how much that is worth on this machine. */
function isWithin({ ratio }: Line): boolean {
  return Math.abs(Math.expm1(ratio.estimate)) <= TARGET
}
