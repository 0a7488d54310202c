import type { PreparedArm } from '../../../sources/benchmark/jobs.ts'
import { LatencyHistogram } from '../../../sources/benchmark/latency-histogram.ts'
import type { LoadJob } from '../../../sources/benchmark/load/job.ts'
import type { LoadMeasurement } from '../../../sources/benchmark/load/measurements.ts'
import type { Limits } from '../../../sources/scored-rows.ts'
import { callsNeeded } from '../../../stats/quantile-bound.ts'
import { bestUnder, type SweepPoint } from './pareto.ts'
import { gridOf, OTHER_OPTIMIZATIONS, type Setting } from './settings.ts'

export type SweepOptions = {
  readonly model: string
  readonly prepared: PreparedArm
  readonly batchSizes: readonly number[]
  readonly cpus: number
  readonly limit: { readonly quantile: number; readonly maxMs: number | null }
  /** Of the percentiles: calls that do not support one at this confidence do not tell it. */
  readonly confidence: number
  readonly limits: Limits
  /** For this file; settings that do not fit are counted and named. */
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
      const leftMs = (options.budgetMs - (before - start)) / Math.max(1, planned - points.length - refused.length)
      points.push(await withEnoughCalls(setting, options, leftMs))
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

/** Room for calls that take longer than those of the first second. */
const SPARE = 1.2

/** Once more and for longer where the first second told no percentile, as far as the setting's share of the budget goes. */
async function withEnoughCalls(setting: Setting, options: SweepOptions, leftMs: number): Promise<SweepPoint> {
  const point = await measureSetting(setting, options, BUSY_MS)
  const wantedMs = (BUSY_MS * SPARE * callsNeeded(options.limit.quantile, options.confidence)) / point.calls
  return point.tailMs === null && wantedMs <= leftMs ? await measureSetting(setting, options, wantedMs) : point
}

async function measureSetting(setting: Setting, options: SweepOptions, busyMs: number): Promise<SweepPoint> {
  const { model, prepared, limit, limits, confidence, signal, run } = options
  const { rows, threads, instances, optimization } = setting
  const target = { kind: 'local', label: prepared.label, prepared, instances, optimization } as const
  const busy = { rate: REQUESTS, arrivals: new Array<number>(REQUESTS).fill(0), patienceMs: busyMs }
  const { windows, peakBytes } = await run(
    {
      ...{ kind: 'benchmark-load', arm: 'candidate', target, rows, windows: [busy] },
      limits: { ...limits, timeLimitMs: limits.timeLimitMs + busyMs },
    },
    threads,
    signal,
  )
  const [window] = windows
  if (window === undefined || window.answered === 0) throw new Error('no call was answered')
  const calls = new LatencyHistogram([window.serviceCounts])
  const at = (quantile: number) =>
    calls.n < callsNeeded(quantile, confidence) ? null : calls.atMost(Math.max(1, Math.ceil(calls.n * quantile)))
  const perSecond = (rows * instances * 1000) / window.serviceMs
  return { model, setting, p50Ms: at(0.5), tailMs: at(limit.quantile), calls: calls.n, perSecond, peakBytes }
}
