import { highestRatesByRound } from '../../../../src/gates/benchmark/load/capacity.ts'
import { loadLimitOf } from '../../../../src/gates/benchmark/load/load-round.ts'
import { measureLoad } from '../../../../src/gates/benchmark/load/measure-load.ts'
import { loadSection } from '../../../../src/gates/benchmark/load/policy.ts'
import { loadCurve, reportedLoad } from '../../../../src/gates/benchmark/load/report-load.ts'
import type { LoadJob } from '../../../../src/sources/benchmark/load/job.ts'
import { serveRequests } from '../../../../src/sources/benchmark/load/serve-requests.ts'
import { emptyTimes, windowMeasurementOf } from '../../../../src/sources/benchmark/load/window-log.ts'
import { drawFrom } from '../../../../src/sources/benchmark/turns.ts'

/** A server of exponential service times on a clock of its own: an M/M/1 queue, of which everything is known. */
function imaginedServer(meanMs: number, seed: number) {
  const draw = drawFrom(seed)
  return async ({ windows }: LoadJob) => {
    const measured = []
    for (const window of windows) {
      let ms = 0
      const clock = {
        // It moves with every look, so that waiting awake ends.
        now: () => {
          ms += 1e-6
          return ms
        },
        sleep: (rest: number) => {
          // The harness wakes early and waits for the rest awake, which an imagined clock cannot.
          ms += rest + 0.25
        },
      }
      const times = emptyTimes(window.arrivals.length, true)
      const next = new Int32Array(new SharedArrayBuffer(4))
      const run = async () => {
        ms -= meanMs * Math.log((draw(2 ** 30) + 1) / 2 ** 30)
      }
      await serveRequests({ arrivals: Float64Array.from(window.arrivals), ...times, next, startMs: 0, giveUpMs: 1e9 }, run, clock)
      measured.push(windowMeasurementOf(window, times, null, 1))
    }
    return { windows: measured, rows: 1, aloneMs: meanMs, fastestMs: meanMs, peakBytes: 1 }
  }
}

const target = {
  kind: 'local',
  label: 'm',
  prepared: { label: 'm', model: '', weightsFolder: null, inputs: '', fixedRows: null, output: null, modelBytes: 1 },
  instances: 1,
} as const
const limits = { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 1 }

test('the highest rate is that of queueing theory, for both arms, with the load curve around it', async () => {
  const load = loadSection.parse({ rate: '300/s', duration: '60s', latency: { p90: { max: '10ms' } } })
  const [baseline, candidate] = [imaginedServer(1, 1), imaginedServer(1.25, 2)]
  const measured = await measureLoad({
    ...{ load, targets: { baseline: target, candidate: target }, seed: 3, limits, signal: new AbortController().signal },
    run: (job) => (job.arm === 'baseline' ? baseline(job) : candidate(job)),
    onProgress: () => {},
  })
  // Response times in M/M/1 are exponential with rate μ − λ: p90 is ln(10) / (μ − λ), so the limit holds up to λ = μ − ln(10) / limit:
  // 1000 − 230.26 and 800 − 230.26 requests a second.
  const limit = loadLimitOf(load)
  if (limit === null) throw new Error('no limit')
  const found = highestRatesByRound(measured.rounds, limit)
  const meanOf = (arm: 'baseline' | 'candidate') => found.reduce((sum, round) => sum + (round[arm] ?? Number.NaN), 0) / found.length
  expect(found.length).toBeGreaterThanOrEqual(6)
  expect(Math.abs(meanOf('baseline') / 769.74 - 1)).toBeLessThan(0.03)
  expect(Math.abs(meanOf('candidate') / 569.74 - 1)).toBeLessThan(0.03)
  const row = reportedLoad(measured, load, 0.95).find(({ metric }) => metric.startsWith('highest rate'))
  expect((row?.candidate ?? 0) / (row?.baseline ?? 1)).toBeCloseTo(569.74 / 769.74, 1)
  const [figure] = loadCurve(measured, load)
  expect(figure).toMatchObject({ kind: 'curves', title: 'Load curve (p90)', reference: { name: 'limit 10 ms' } })
})

test('both arms get the very same schedule at the declared rate, another one in each round', async () => {
  const load = loadSection.parse({ rate: '50/s', duration: '12s', latency: { p50: { margin: '10%' } } })
  const sent: { arm: string; first: number | undefined }[] = []
  const server = imaginedServer(1, 1)
  const progress: string[] = []
  await measureLoad({
    ...{ load, targets: { baseline: target, candidate: target }, seed: 3, limits, signal: new AbortController().signal },
    run: (job) => {
      if (job.windows.length > 0) sent.push({ arm: job.arm, first: job.windows[0]?.arrivals[0] })
      return server(job)
    },
    onProgress: (done, planned) => progress.push(`${done}/${planned}`),
  })
  // A look at each arm, then each arm's part of each round.
  expect(progress).toEqual(Array.from({ length: 14 }, (_, index) => `${index + 1}/14`))
  const of = (arm: string) => sent.filter((job) => job.arm === arm).map(({ first }) => first)
  expect(of('baseline')).toEqual(of('candidate'))
  expect(new Set(of('baseline')).size).toBe(6)
  // Which arm comes first is balanced.
  expect(sent.filter((_, index) => index % 2 === 0).filter(({ arm }) => arm === 'baseline')).toHaveLength(3)
})

test('a search that never tells is ended by time: no more rounds once each arm took three times the duration', async () => {
  const load = loadSection.parse({ rate: '50/s', duration: '6s', latency: { p50: { max: '10ms' } } })
  const server = imaginedServer(1e-3, 1)
  let now = 0
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now)
  try {
    const measured = await measureLoad({
      ...{ load, targets: { candidate: target }, seed: 3, limits, signal: new AbortController().signal, onProgress: () => {} },
      run: (job) => {
        now += 4_000
        return server({ ...job, windows: job.windows.slice(0, 1) })
      },
    })
    expect(measured.rounds).toHaveLength(6)
  } finally {
    clock.mockRestore()
  }
})
