import { recordWindows } from '../../../src/adapters/telemetry/prometheus/record.ts'
import { PrometheusTelemetry } from '../../../src/adapters/telemetry/prometheus/telemetry.ts'
import { recordReleases } from '../../../src/rollout/backtest/record-releases.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { prometheusTelemetry } from '../../../src/rollout/policy/telemetry/prometheus.ts'
import type { Json, Signal, Window } from '../../../src/rollout/ports.ts'
import { type FakeSeries, fakePrometheus } from '../../support/rollout/fake-prometheus.ts'

const START = Date.UTC(2026, 9, 3, 12)
const MINUTES = 300
const SIGNALS: readonly Signal[] = [
  { name: 'errors', kind: 'rate', requests: 'all_total{arm="{{arm}}"}', failures: 'failed_total{arm="{{arm}}"}' },
]
const policy = prometheusTelemetry.parse({ kind: 'prometheus', url: 'http://127.0.0.1:1', window: '1m' })

/** Sampled every ten seconds; the counts of a minute are those of its number. */
function series(metric: string, arm: string, perSample: (sample: number) => number): FakeSeries {
  let value = 0
  const samples = Array.from({ length: MINUTES * 6 }, (_, sample) => {
    value += perSample(sample)
    return [START + sample * 10_000, value] as const
  })
  return { labels: { __name__: metric, job: 'models', instance: 'a:1', arm }, samples }
}

const ALL = ['stable', 'canary'].flatMap((arm, index) => [
  series('all_total', arm, (sample) => 10 + index + (sample % 7)),
  series('failed_total', arm, (sample) => (sample + index) % 2),
])

test('a past range has the very windows that a rollout would have read then, whatever the length of one question', async () => {
  const clock = { now: START + 290 * 60_000 }
  const api = fakePrometheus(ALL, clock)
  const [fromMs, toMs] = [START + 20 * 60_000, START + 280 * 60_000]
  const recorded = await recordWindows(api, policy, SIGNALS, { fromMs, toMs })
  const live: Window[] = []
  const telemetry = new PrometheusTelemetry(api, policy, SIGNALS)
  let cursor: Json = { version: 1, atMs: fromMs, carry: {} }
  for (clock.now = fromMs; clock.now <= toMs; clock.now += 90_000) {
    const read = await telemetry.read(cursor)
    live.push(...read.windows)
    cursor = read.cursor
  }
  expect(recorded.length).toBeGreaterThan(250)
  expect(recorded.slice(0, live.length)).toEqual(live)
  expect(recorded[0]?.readings['errors']).toMatchObject({ kind: 'rate' })
})

const rollout = rolloutSection.parse({
  target: { kind: 'command', run: 'x' },
  telemetry: { kind: 'prometheus', url: 'http://127.0.0.1:1', arms: { stable: 'blue', canary: 'green' } },
  deadline: '2h',
  guardrails: { errors: { requests: 'r', failures: 'f', critical: true } },
})

test('a release whose canary was the other arm is read with the arms exchanged; an hour before and the deadline after are asked for', async () => {
  const asked: [number, number][] = []
  const window: Window = { id: 'w', fromMs: START, toMs: START + 60_000, requests: { stable: 9, canary: 1 }, readings: {}, events: [] }
  const record = async (from: number, to: number) => {
    asked.push([(from - START) / 60_000, (to - START) / 60_000])
    return [window]
  }
  const release = { name: 'a', atMs: START, untilMs: null, truth: null, canary: null }
  const listed = [release, { ...release, name: 'b', canary: 'blue', untilMs: START + 600_000 }]
  const { releases } = await recordReleases(listed, rollout, 0, record)
  expect(releases.map(({ windows }) => windows[0]?.requests)).toEqual([
    { stable: 9, canary: 1 },
    { stable: 1, canary: 9 },
  ])
  await recordReleases([release], rollout, 86_400_000, record)
  expect(asked).toEqual([
    [-60, 120],
    [-60, 10],
    [-1440, 120],
  ])
  await expect(recordReleases([{ ...release, canary: 'red' }], rollout, 0, record)).rejects.toThrow('called "red"')
})
