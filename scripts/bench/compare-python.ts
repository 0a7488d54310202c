import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { BenchmarkRunner } from '../../src/gates/benchmark/runner.ts'
import type { PreparedArm } from '../../src/sources/benchmark/jobs.ts'
import { HELD_ROWS } from './benchmark-tools.ts'

export type ComparePlan = {
  readonly python: string
  readonly prepared: PreparedArm
  readonly rows: number
  readonly width: number
  readonly measureMs: number
  readonly limits: { readonly batchRows: number; readonly timeLimitMs: number; readonly memoryLimitBytes: number }
}
/** Latency of one round by both, in milliseconds: the median, and the tenth part that neighbours disturbed least. */
export type PythonPair = { readonly harness: Quantiles; readonly python: Quantiles; readonly version: string }
type Quantiles = { readonly p10: number; readonly p50: number }
type Said = { readonly p10Ms: number; readonly p50Ms: number; readonly version: string }

/** The gate's round process and Python's onnxruntime by turns, who is first alternating, on the CPU that the harness chose. */
export async function comparePython(plan: ComparePlan, runner: BenchmarkRunner, rounds: number): Promise<PythonPair[]> {
  const pairs: PythonPair[] = []
  let cpu = 'any'
  const ours = async (seed: number): Promise<Quantiles> => {
    const { batches, machine } = await runner.round(roundJob(plan, seed), new AbortController().signal)
    cpu = machine.pinnedTo?.join() ?? 'any'
    const [p10 = Number.NaN, p50 = Number.NaN] = batches[0]?.arms.candidate?.quantiles ?? []
    return { p10, p50 }
  }
  for (let round = 0; round < rounds; round++) {
    console.error(`harness and Python, round ${round + 1} of ${rounds} …`)
    const first = round % 2 === 0 ? await ours(round) : null
    const { p10Ms, p50Ms, version } = callPython(plan, cpu)
    pairs.push({ harness: first ?? (await ours(round)), python: { p10: p10Ms, p50: p50Ms }, version })
  }
  return pairs
}

function callPython({ python, prepared, rows, width, measureMs }: ComparePlan, cpu: string): Said {
  const script = join(process.cwd(), 'scripts', 'bench', 'python-latency.py')
  // As many different calls as the harness makes of what it holds: both fetch their inputs into the caches anew.
  const calls = Math.floor(HELD_ROWS / rows)
  return lastWords(python, [script, prepared.model, ...[rows, width, calls, measureMs / 1000].map(String), cpu])
}

function roundJob({ prepared, rows, measureMs, limits }: ComparePlan, seed: number) {
  return {
    kind: 'benchmark-round',
    loadingOrder: ['candidate'],
    prepared: { candidate: prepared },
    batches: [{ rows, arms: ['candidate'], measureMs }],
    quantiles: [0.1, 0.5],
    seed,
    limits,
  } as const
}

/** What a process printed, as JSON. */
export function lastWords<Result>(command: string, args: readonly string[]): Result {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error !== undefined || status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}
