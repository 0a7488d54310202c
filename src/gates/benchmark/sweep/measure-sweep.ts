import type { PreparedArm } from '../../../sources/benchmark/jobs.ts'
import { LatencyHistogram } from '../../../sources/benchmark/latency-histogram.ts'
import type { LoadJob } from '../../../sources/benchmark/load/job.ts'
import type { LoadMeasurement } from '../../../sources/benchmark/load/measurements.ts'
import type { Limits } from '../../../sources/scored-rows.ts'
import { bestUnder, type SweepPoint } from './pareto.ts'
import { gridOf, OTHER_OPTIMIZATIONS, type Setting } from './settings.ts'

export type SweepOptions = {
  readonly model: string
  readonly prepared: PreparedArm
  readonly batchSizes: readonly number[]
  readonly cpus: number
  readonly limit: { readonly quantile: number; readonly maxMs: number | null }
  readonly limits: Limits
  /** For this model; settings that do not fit are counted and named. */
  readonly budgetMs: number
  readonly signal: AbortSignal
  run(job: LoadJob, threads: number, signal: AbortSignal): Promise<LoadMeasurement>
  onProgress(done: number, planned: number): void
}

export type Sweep = { readonly points: readonly SweepPoint[]; readonly notTried: readonly Setting[]; readonly refused: readonly string[] }

/** So long each setting is kept busy; its calls are many or its calls are long. */
const BUSY_MS = 1_000
/** Requests at hand at once: the instances never wait for one. */
const REQUESTS = 50_000

/** The grid, then the graph optimisations of the best setting: one fresh process each, all instances busy all the time. */
export async function measureSweep(options: SweepOptions): Promise<Sweep> {
  const grid = gridOf(options.batchSizes, options.cpus).filter(
    ({ rows }) => options.prepared.fixedRows === null || rows === options.prepared.fixedRows,
  )
  const planned = grid.length + OTHER_OPTIMIZATIONS.length
  const points: SweepPoint[] = []
  const notTried: Setting[] = []
  const refused: string[] = []
  const start = performance.now()
  let slowestMs = 0
  const tryOne = async (setting: Setting): Promise<void> => {
    const before = performance.now()
    if (before - start + slowestMs > options.budgetMs) {
      notTried.push(setting)
      return
    }
    try {
      points.push(await measureSetting(setting, options))
    } catch (cause) {
      options.signal.throwIfAborted()
      refused.push(`${setting.rows} rows a call: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - before)
    options.onProgress(points.length + notTried.length + refused.length, planned)
  }
  for (const setting of grid) await tryOne(setting)
  const best = bestUnder(points, options.limit.maxMs) ?? bestUnder(points, null)
  if (best !== null) for (const optimization of OTHER_OPTIMIZATIONS) await tryOne({ ...best.setting, optimization })
  return { points, notTried, refused }
}

async function measureSetting(setting: Setting, { model, prepared, limit, limits, signal, run }: SweepOptions): Promise<SweepPoint> {
  const { rows, threads, instances, optimization } = setting
  const target = { kind: 'local', label: prepared.label, prepared, instances, optimization } as const
  const busy = { rate: REQUESTS, arrivals: new Array<number>(REQUESTS).fill(0), patienceMs: BUSY_MS }
  const { windows, peakBytes } = await run(
    { kind: 'benchmark-load', arm: 'candidate', target, rows, windows: [busy], limits },
    threads,
    signal,
  )
  const [window] = windows
  if (window === undefined || window.answered === 0) throw new Error('no call was answered')
  const calls = new LatencyHistogram([window.serviceCounts])
  const at = (quantile: number) => calls.atMost(Math.max(1, Math.ceil(calls.n * quantile)))
  return { model, setting, p50Ms: at(0.5), tailMs: at(limit.quantile), perSecond: (rows * instances * 1000) / window.serviceMs, peakBytes }
}
