import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomFrom } from '../../../scripts/calibrate/random.ts'
import { backtest } from '../../../src/commands/rollout/backtest.ts'
import { poisson } from '../../../src/stats/sequential/poisson-draw.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { type RunningPrometheus, startPrometheus } from '../../support/rollout/prometheus.ts'

// Releases of the last days in a real Prometheus: filled in by its own promtool, read back through its API.

jest.setTimeout(180_000)

const SCRAPE_MS = 12_000
const HOUR = 3_600_000
const DAYS_AGO = (days: number) => Math.floor((Date.now() - days * 24 * HOUR) / 60_000) * 60_000
const RELEASES = [
  { name: 'monday', atMs: DAYS_AGO(3), truth: 'healthy', canary: 'green', worse: 1 },
  { name: 'tuesday', atMs: DAYS_AGO(2), truth: 'bad', canary: 'blue', worse: 12 },
]

/** Counters of both arms from an hour before each release to two hours after; the process restarts once in between. */
function history(): string {
  const random = randomFrom(17)
  const lines = new Map<string, string[]>()
  const counters = new Map<string, number>()
  const count = (metric: string, arm: string, by: number, atMs: number) => {
    const key = `${metric}_total{arm="${arm}",job="models",instance="a:1"}`
    counters.set(key, (counters.get(key) ?? 0) + by)
    lines.set(metric, [...(lines.get(metric) ?? []), `${key} ${counters.get(key)} ${atMs / 1000}`])
  }
  for (const { atMs, canary, worse } of RELEASES) {
    for (let at = atMs - HOUR; at < atMs + 2 * HOUR; at += SCRAPE_MS) {
      if (at === atMs + 30 * SCRAPE_MS) counters.clear()
      for (const arm of ['blue', 'green']) {
        const share = arm === canary ? (at < atMs ? 0 : 0.1) : at < atMs ? 1 : 0.9
        const failures = poisson(240 * share * 0.01 * (arm === canary ? worse : 1), random)
        count('http_failures', arm, failures, at)
        count('http_requests', arm, failures + poisson(240 * share * 0.99, random), at)
      }
    }
  }
  return `${[...lines].map(([metric, own]) => [`# TYPE ${metric} counter`, ...own].join('\n')).join('\n')}\n# EOF\n`
}

let prometheus: RunningPrometheus
beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-history-')), 'history.txt')
  writeFileSync(file, history())
  prometheus = await startPrometheus([], {}, (data) => execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, data]))
})
afterAll(() => prometheus.stop())

test('the bad release of two days ago is found, by the arm that was the canary then; the healthy one goes up', async () => {
  const world = fakeWorld()
  const iso = (ms: number) => new Date(ms).toISOString()
  const lines = RELEASES.map(({ name, atMs, truth, canary }) => `${name},${iso(atMs)},${iso(atMs + 2 * HOUR)},${truth},${canary}`)
  writeFileSync(join(world.cwd, 'releases.csv'), `release,at,until,truth,canary\n${lines.join('\n')}\n`)
  writeFileSync(
    join(world.cwd, 'sluice.yml'),
    `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    rollout:
      target: { kind: command, run: ./must-not-be-called }
      telemetry: { kind: prometheus, url: "${prometheus.url}", window: 1m, arms: { stable: blue, canary: green } }
      guardrails:
        errors: { requests: 'http_requests_total{arm="{{arm}}"}', failures: 'http_failures_total{arm="{{arm}}"}', margin: { relative: 25%, absolute: 0.5pp }, critical: true }
`,
  )
  const asked = { policy: 'sluice.yml', model: null, recording: null, releases: 'releases.csv', oneArm: 'refuse', lag: '1d' } as const
  const rest = { every: null, repeats: '2', seed: '1', saveJournals: null, json: true } as const
  expect(await backtest({ ...asked, ...rest }, world)).toBe(0)
  const stdout = world.published.at(-1)?.stdout
  expect(stdout).toMatchObject({
    kind: 'json',
    value: {
      tested: [
        { name: 'monday', truth: 'healthy', outcome: 'promoted', recorded: 'beside' },
        { name: 'tuesday', truth: 'bad', outcome: 'rolled-back', reason: 'WORSE_THAN_MARGIN' },
      ],
      untested: [],
    },
  })
})
