import { PrometheusTelemetry } from '../../../src/adapters/telemetry/prometheus/telemetry.ts'
import type { Json, Reading, Signal, Window } from '../../../src/rollout/ports.ts'
import { type FakeSeries, fakePrometheus } from '../../support/rollout/fake-prometheus.ts'

const START = 1_700_000_000_000
const WINDOW_MS = 10_000
const ERRORS: Signal = { name: 'errors', kind: 'rate', requests: 'req{arm="{{arm}}"}', failures: 'req{arm="{{arm}}",code="500"}' }

type Options = { readonly every?: number; readonly phase?: number; readonly gap?: readonly [number, number]; readonly to?: number }

/** Seconds at which a target is scraped, without those of a gap. */
function scrapes({ every = 2, phase = 0, gap = [0, 0], to = 100 }: Options = {}): number[] {
  const times: number[] = []
  for (let second = phase; second <= to; second += every) if (second < gap[0] || second >= gap[1]) times.push(second)
  return times
}

function series(labels: Record<string, string>, seconds: readonly number[], value: (second: number) => number | null): FakeSeries {
  const samples = seconds.flatMap((second) => {
    const at = value(second)
    return at === null ? [] : [[START + second * 1000, at] as const]
  })
  return { labels, samples }
}

const labels = (arm: string, code: string, more: Record<string, string> = {}) => ({
  __name__: 'req',
  arm,
  code,
  job: arm,
  instance: `${arm}:1`,
  ...more,
})
const startedAt = (arm: string, seconds: readonly number[], value: (second: number) => number): FakeSeries =>
  series({ __name__: 'process_start_time_seconds', job: arm, instance: `${arm}:1` }, seconds, value)

/** 10 requests a second and 1 failure every 10 s in each arm, the canary scraped one second later. */
function healthy(): FakeSeries[] {
  return (['stable', 'canary'] as const).flatMap((arm) => {
    const seconds = scrapes({ phase: arm === 'stable' ? 0 : 1 })
    return [
      series(labels(arm, '200'), seconds, (second) => 1000 + 10 * second - Math.floor(second / 10)),
      series(labels(arm, '500'), seconds, (second) => 7 + Math.floor(second / 10)),
      startedAt(arm, seconds, () => 5),
    ]
  })
}

async function readAll(
  all: readonly FakeSeries[],
  signals: readonly Signal[] = [ERRORS],
  ticks: readonly number[] = [100],
  from = 12,
): Promise<Window[]> {
  const clock = { now: START + from * 1000 }
  const telemetry = new PrometheusTelemetry(
    fakePrometheus(all, clock),
    {
      kind: 'prometheus',
      url: 'http://p',
      window: WINDOW_MS,
      arms: { stable: 'stable', canary: 'canary' },
      requests: null,
      startTime: null,
      tokenVariable: null,
      timeout: 1000,
    },
    signals,
  )
  let cursor: Json = (await telemetry.read(null)).cursor
  const windows: Window[] = []
  for (const tick of ticks) {
    clock.now = START + tick * 1000
    const reading = await telemetry.read(cursor)
    windows.push(...reading.windows)
    cursor = reading.cursor
  }
  return windows
}

const reading = (window: Window | undefined, name = 'errors'): Reading =>
  window?.readings[name] ?? { kind: 'not-evaluable', why: 'no window' }

test('windows follow each other without a gap, and count what happened between their samples', async () => {
  const windows = await readAll(healthy())
  expect(windows[0]).toMatchObject({ id: `${START + 12_000}-${START + 22_000}`, requests: { stable: 100, canary: 100 }, events: [] })
  // Stable: from 120 to 220; canary, scraped at odd seconds, from 11 to 21.
  expect(reading(windows[0])).toEqual({
    kind: 'rate',
    arms: { stable: { requests: 100, failures: 1 }, canary: { requests: 100, failures: 1 } },
  })
  const [froms, tos] = [0, 1].map((end) => windows.map(({ id }) => Number(id.split('-')[end])))
  expect(froms?.slice(1)).toEqual(tos?.slice(0, -1))
  // The canary is scraped at odd seconds: what it counts in a window may have happened since the scrape before.
  expect(windows.slice(1).map(({ fromMs }) => fromMs)).toEqual(froms?.slice(1).map((fromMs) => fromMs - 1000))
  expect(windows).toHaveLength(8)
})

const often = Array.from({ length: 91 }, (_, index) => 10 + index)

test.each([
  ['healthy', healthy()],
  [
    'an outage of Prometheus',
    healthy().map((each) => ({ ...each, samples: each.samples.filter(([at]) => at < START + 31_000 || at > START + 55_000) })),
  ],
  [
    'a canary that is gone for a while',
    healthy().map((each) =>
      each.labels['job'] === 'canary'
        ? { ...each, samples: each.samples.filter(([at]) => at < START + 31_000 || at > START + 70_000) }
        : each,
    ),
  ],
  [
    'a canary that stays away',
    healthy().map((each) =>
      each.labels['job'] === 'canary' ? { ...each, samples: each.samples.filter(([at]) => at < START + 31_000) } : each,
    ),
  ],
] as const)('%s: whoever asks at once, late, or now and then finds the same windows', async (_, all) => {
  const late = await readAll(all)
  expect(late.length).toBeGreaterThan(2)
  expect(await readAll(all, [ERRORS], [...often, 100])).toEqual(late)
  expect(await readAll(all, [ERRORS], [33, 34, 61, 100])).toEqual(late)
})

test('after an outage of Prometheus one longer window counts all of it', async () => {
  const windows = await readAll(
    healthy().map((each) => ({ ...each, samples: each.samples.filter(([at]) => at < START + 31_000 || at > START + 55_000) })),
  )
  const longer = windows.find(({ events }) => events.some((event) => event.startsWith('no samples of anything')))
  expect([longer?.fromMs, longer?.toMs]).toEqual([START + 29_000, START + 62_000])
  expect(reading(longer)).toMatchObject({ kind: 'rate', arms: { stable: { requests: 320 } } })
  const stable = windows.reduce((sum, { requests }) => sum + (requests?.stable ?? 0), 0)
  expect(stable).toBe((10 * ((windows.at(-1)?.toMs ?? 0) - START - 12_000)) / 1000)
})

test('an arm without samples is not evaluable, and never zero', async () => {
  const windows = await readAll(
    healthy().map((each) =>
      each.labels['job'] === 'canary' ? { ...each, samples: each.samples.filter(([at]) => at < START + 31_000) } : each,
    ),
  )
  expect(reading(windows.find(({ toMs }) => toMs === START + 52_000))).toMatchObject({ kind: 'not-evaluable' })
  expect(windows.find(({ toMs }) => toMs === START + 42_000)?.requests).toBeNull()
})

function withCanary(change: (second: number, code: string) => number | null, start: (second: number) => number = () => 5): FakeSeries[] {
  const seconds = scrapes({ phase: 1 })
  return [
    ...healthy().filter(({ labels: { job } }) => job === 'stable'),
    series(labels('canary', '200'), seconds, (second) => change(second, '200')),
    series(labels('canary', '500'), seconds, (second) => change(second, '500')),
    startedAt('canary', seconds, start),
  ]
}

test.each([
  // A restart between 25 s and 27 s: of the window from 21 s to 31 s, the pair 25–27 is dropped, and what overlaps it in the other arm.
  ['a counter that falls', withCanary((second, code) => (code === '500' ? 7 : 10 * (second > 26 ? second - 26 : second)))],
  [
    'a start time that changes, although every counter is higher',
    withCanary(
      (second, code) => (code === '500' ? 7 : 10 * second),
      (second) => (second > 26 ? 99 : 5),
    ),
  ],
  [
    'a series that disappears and comes back',
    withCanary((second, code) => (code === '500' && second === 27 ? null : code === '500' ? 7 : 10 * second)),
  ],
  ['a count that is NaN', withCanary((second, code) => (code === '500' ? 7 : second === 27 ? Number.NaN : 10 * second))],
] as const)('%s: the samples around it are dropped in both arms, and the rest is kept', async (_, all) => {
  const windows = await readAll(all)
  const [, hit, after] = windows
  expect(hit?.events.length).toBeGreaterThan(0)
  const counted = reading(hit)
  if (counted.kind !== 'rate') throw new Error(counted.kind)
  expect(counted.arms.canary.requests).toBeGreaterThan(0)
  expect(counted.arms.canary.requests).toBeLessThan(100)
  expect(counted.arms.stable.requests).toBeLessThan(100)
  expect(reading(after)).toMatchObject({ kind: 'rate', arms: { canary: { requests: 100 }, stable: { requests: 100 } } })
})

test('a series of failures that appears with the first of them began at zero', async () => {
  const windows = await readAll(withCanary((second, code) => (code === '500' ? (second < 26 ? null : 3) : 10 * second)))
  expect(reading(windows[0])).toMatchObject({ arms: { canary: { failures: 0 } } })
  expect(reading(windows[1])).toMatchObject({ arms: { canary: { failures: 3 } } })
  expect(reading(windows[2])).toMatchObject({ arms: { canary: { failures: 0 } } })
})

test.each([
  ['of the same metric', ERRORS, 'rate'],
  ['of another metric that nobody exports', { ...ERRORS, failures: 'err{arm="{{arm}}"}' }, 'not-evaluable'],
] as const)('failures %s that never were', async (_, signal, kind) => {
  const windows = await readAll(
    healthy().filter(({ labels: { code } }) => code !== '500'),
    [signal],
  )
  expect(reading(windows[0]).kind).toBe(kind)
})

test('two scrapers of one target are told apart by a label, which is named', async () => {
  const twice = healthy().flatMap((each) => [each, { ...each, labels: { ...each.labels, job: `${each.labels['job']}-again` } }])
  const windows = await readAll(twice)
  expect(reading(windows[0])).toMatchObject({ kind: 'not-evaluable', why: expect.stringContaining('job (stable, stable-again)') })
})

const HAPROXY: Signal = { name: 'errors', kind: 'rate', requests: 'haproxy{proxy="m",server="{{arm}}"}', failures: 'haproxy' }

/** One scrape of both arms every 2 s; what is counted grows from 12 s to 22 s by the numbers given. */
function haproxy(canary: Record<string, number>, open: number = 0): FakeSeries[] {
  const grown = (second: number, by: number) => 1000 + (second <= 12 ? 0 : second >= 22 ? by : Math.floor((by * (second - 12)) / 10))
  const of = (server: string, counts: Record<string, number>) => {
    const common = { proxy: 'm', server, job: 'haproxy', instance: 'h:1' }
    const codes = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'].map((code) =>
      series({ __name__: 'haproxy_server_http_responses_total', code, ...common }, scrapes(), (second) => grown(second, counts[code] ?? 0)),
    )
    return [
      ...codes,
      series({ __name__: 'haproxy_server_sessions_total', ...common }, scrapes(), (second) => grown(second, counts['stot'] ?? 0)),
      series({ __name__: 'haproxy_server_current_sessions', ...common }, scrapes(), (second) =>
        second >= 22 && server === 'canary' ? open : 0,
      ),
    ]
  }
  return [...of('stable', { '2xx': 300, stot: 300 }), ...of('canary', canary)]
}

test.each([
  // what the canary does                           its counters                        still open  attempts, failures
  ['answers', { '2xx': 150, stot: 150 }, 0, 150, 0],
  ['answers 500', { '2xx': 100, '5xx': 50, stot: 150 }, 0, 150, 50],
  ['answers 500, retried by HAProxy', { '2xx': 148, '5xx': 2, stot: 535 }, 0, 535, 387],
  ['refuses connections, retries 3', { stot: 818 }, 0, 818, 818],
  ['hangs', { '2xx': 11, stot: 200 }, 0, 200, 189],
  ['closes without an answer', { '2xx': 5, stot: 200 }, 0, 200, 195],
  ['has seven sessions open', { '2xx': 150, stot: 157 }, 7, 150, 0],
] as const)('of HAProxy, a canary that %s', async (_, counters, open, requests, failures) => {
  const windows = await readAll(haproxy(counters, open), [HAPROXY])
  expect(reading(windows[0])).toEqual({ kind: 'rate', arms: { stable: { requests: 300, failures: 0 }, canary: { requests, failures } } })
})

test('answers that were counted before their sessions end are no failures of the next window', async () => {
  const common = { proxy: 'm', job: 'haproxy', instance: 'h:1' }
  const long = (['stable', 'canary'] as const).flatMap((server) => [
    series({ __name__: 'haproxy_server_http_responses_total', code: '5xx', server, ...common }, scrapes(), (second) =>
      second > 20 ? 4 : 0,
    ),
    series({ __name__: 'haproxy_server_http_responses_total', code: '2xx', server, ...common }, scrapes(), (second) => 10 * second),
    series({ __name__: 'haproxy_server_sessions_total', server, ...common }, scrapes(), (second) => 10 * second + (second > 20 ? 4 : 0)),
    series({ __name__: 'haproxy_server_current_sessions', server, ...common }, scrapes(), (second) => (second > 20 && second < 26 ? 4 : 0)),
  ])
  const windows = await readAll(long, [HAPROXY])
  expect([reading(windows[0]), reading(windows[1])]).toMatchObject([
    { arms: { canary: { requests: 104, failures: 4 } } },
    { arms: { canary: { requests: 100, failures: 0 } } },
  ])
})

const LATENCY: Signal = { name: 'errors', kind: 'histogram', histogram: 'lat_bucket{arm="{{arm}}"}' }

function buckets(arm: string, edges: Readonly<Record<string, number>>): FakeSeries[] {
  return Object.entries(edges).map(([le, each]) =>
    series({ __name__: 'lat_bucket', arm, le, job: arm, instance: `${arm}:1` }, scrapes(), (second) => each * second),
  )
}

test.each([
  [
    'edges as numbers',
    { '0.1': 3, '1.0': 4, '+Inf': 5 },
    { '0.1': 3, '1': 4, '+Inf': 5 },
    { kind: 'histogram', edges: [0.1, 1], arms: { stable: { counts: [30, 10, 10] }, canary: { counts: [30, 10, 10] } } },
  ],
  ['different edges', { '0.1': 3, '+Inf': 5 }, { '0.2': 3, '+Inf': 5 }, { kind: 'not-evaluable', why: 'the arms have different buckets' }],
  ['no +Inf', { '0.1': 3 }, { '0.1': 3 }, { kind: 'not-evaluable', why: 'no bucket `le="+Inf"`' }],
  [
    'buckets that fall',
    { '0.1': 6, '+Inf': 5 },
    { '0.1': 3, '+Inf': 5 },
    { kind: 'not-evaluable', why: 'buckets of the stable arm fall with rising `le`' },
  ],
] as const)('a histogram with %s', async (_, stable, canary, expected) => {
  const windows = await readAll([...buckets('stable', stable), ...buckets('canary', canary)], [LATENCY])
  expect(reading(windows[0])).toEqual(expected)
})

describe('two queries that name the same series', () => {
  /** One way to write a selector is answered with other samples, as two stores behind one address do. */
  async function readFlickering(change: (samples: FakeSeries['samples']) => FakeSeries['samples']): Promise<Window[]> {
    const clock = { now: START + 12_000 }
    const whole = fakePrometheus(healthy(), clock)
    const flickering: typeof whole = {
      ...whole,
      samples: async (...given) => {
        const found = await whole.samples(...given)
        return given[0].includes('job=~') ? found.map((one) => ({ ...one, samples: change(one.samples) })) : found
      },
    }
    const policy = { kind: 'prometheus', url: 'http://p', window: WINDOW_MS, requests: null, startTime: null } as const
    const arms = { stable: 'stable', canary: 'canary' }
    const telemetry = new PrometheusTelemetry(flickering, { ...policy, arms, tokenVariable: null, timeout: 1000 }, [
      { name: 'errors', kind: 'rate', requests: 'req{arm="{{arm}}"}', failures: 'req{arm="{{arm}}",code="500"}' },
      { name: 'same', kind: 'rate', requests: 'req{arm="{{arm}}",job=~".*"}', failures: 'req{code="500",arm="{{arm}}"}' },
      { name: 'again', kind: 'rate', requests: 'req{job=~".*",arm="{{arm}}"}', failures: 'req{code="500",arm="{{arm}}",job=~".*"}' },
    ])
    const { cursor } = await telemetry.read(null)
    clock.now = START + 60_000
    return [...(await telemetry.read(cursor)).windows]
  }

  test('each sample that one of them has counts for all', async () => {
    const windows = await readFlickering((samples) => samples.filter(([at]) => at % 3000 === 0))
    const whole = await readAll(healthy(), [ERRORS], [60])
    for (const name of ['errors', 'same', 'again'])
      expect(windows.map(({ readings }) => readings[name])).toEqual(whole.map((one) => reading(one)))
  })

  test('samples that they tell differently are no count', async () => {
    const windows = await readFlickering((samples) => samples.map(([at, value]) => [at, value + 1] as const))
    expect(windows.length).toBeGreaterThan(0)
    for (const { readings } of windows) expect(Object.values(readings).map(({ kind }) => kind)).not.toContain('rate')
  })
})

test('of hundreds of targets without a start time a few are named, and the rest counted', async () => {
  const many = Array.from({ length: 120 }, (_, index) => String(index)).flatMap((index) =>
    (['stable', 'canary'] as const).flatMap((arm) =>
      ['200', '500'].map((code) => series(labels(arm, code, { instance: `${arm}-${index}:1` }), scrapes(), (second) => 10 * second)),
    ),
  )
  const policy = { kind: 'prometheus', url: 'http://p', window: WINDOW_MS, requests: null, startTime: null } as const
  const arms = { stable: 'stable', canary: 'canary' }
  const api = fakePrometheus(many, { now: START + 100_000 })
  const notes = await new PrometheusTelemetry(api, { ...policy, arms, tokenVariable: null, timeout: 1000 }, [ERRORS]).preflight()
  expect(notes).toEqual([expect.stringMatching(/^stable stable-0:1, .* and 235 more targets without a start time/)])
  expect(notes[0]?.length).toBeLessThan(300)
})
