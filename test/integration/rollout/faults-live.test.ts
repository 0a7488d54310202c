import { CANARY, isOver, type LiveOptions, LiveService, STABLE } from '../../support/rollout/live-service.ts'
import { servedShare } from '../../support/rollout/load.ts'
import { pause, until } from '../../support/rollout/ports.ts'

// Real HAProxy, Prometheus and load, one of each a run. Mostly they wait, so they run side by side, and each test waits for its own.

jest.setTimeout(300_000)

type Told = {
  readonly state: string
  readonly events: readonly string[]
  readonly offences: readonly string[]
  /** Of the share, in basis points, and of the models behind the roles, at the end. */
  readonly shareBp: number | null
  readonly stable: string | undefined
  /** Largest share of the clients' answers that the canary gave, once the share had been read back as 0. */
  readonly servedAfterwards: number
}

const TEN_MINUTES = 600_000
const WITHIN_MS = 200_000
const services: LiveService[] = []

async function run(options: LiveOptions, story: (live: LiveService) => Promise<void> = async () => {}): Promise<Told> {
  const live = new LiveService()
  services.push(live)
  await live.start({ perSecond: 80, forMs: TEN_MINUTES, ...options })
  await story(live)
  const state = await live.tickUntil(isOver, WITHIN_MS)
  const verified = Date.now()
  await pause(1500)
  const { shareBp } = await live.ports.target.read()
  const told = {
    state,
    shareBp,
    events: await live.events(),
    offences: await live.offencesSoFar(),
    stable: await live.ports.identity?.probe('stable'),
    servedAfterwards: servedShare(live.load.answers, 'canary', verified + 500),
  }
  await live.stop()
  return told
}

const baking = (live: LiveService) => live.tickUntil((state) => state === 'baking', 30_000)

const HEALTHY = { both: { failures: 0, latencyMs: 4, spread: 0.1 } }
const STORIES = {
  'no errors at all': () => run(HEALTHY),
  // Long enough that what a busy machine adds to both arms does not hide the difference.
  'latency twice as long': () =>
    run({ both: { failures: 0.02, latencyMs: 400, spread: 0.15 }, canary: { latencyMs: 800 }, policy: { guardrails: WITH_LATENCY } }),
  'the canary crashed': () =>
    run({ ...HEALTHY, policy: { bake: '15s', deadline: '45s', 'on-deadline': 'rollback' } }, async (live) => {
      await baking(live)
      await live.canary.crash()
      // This proxy sends what is drawn for the canary to nobody else: clients get 503 from it, which no server's counter has.
      await until('clients to notice', () => live.load.answers.some(({ status }) => status === 503))
      await live.tickUntil((state) => ['lapsed', 'held', 'rolling-back'].includes(state) && live.standsBp === 0, 30_000)
      const since = Date.now()
      await pause(3000)
      expect(live.load.answers.filter(({ atMs, status }) => atMs > since + 500 && status !== 200)).toEqual([])
    }),
  'HAProxy restarted': () =>
    run(HEALTHY, async (live) => {
      await baking(live)
      await live.haproxy.restart()
      expect((await live.ports.target.read()).shareBp).toBe(0)
      expect(await live.tickUntil((state) => state === 'lapsed', 30_000)).toBe('lapsed')
    }),
  'Prometheus down': () =>
    run(HEALTHY, async (live) => {
      await baking(live)
      await live.prometheus.kill()
      expect(await live.tickUntil((state) => state === 'held', 30_000)).toBe('held')
      expect((await live.read()).history.current?.held?.reason).toBe('NO_LIVE_DATA')
      expect(await live.tickUntil((state) => state === 'lapsed', 60_000)).toBe('lapsed')
      const since = Date.now()
      await pause(3000)
      expect(servedShare(live.load.answers, 'canary', since + 500)).toBe(0)
      await live.tick()
      expect([await live.state(), (await live.ports.target.read()).effectiveBp]).toEqual(['lapsed', 0])
      await live.prometheus.start()
    }),
  'the load stopped': () =>
    run({ ...HEALTHY, policy: { bake: '15s', deadline: '45s', 'on-deadline': 'rollback' } }, async (live) => {
      await baking(live)
      await live.load.stop()
    }),
} as const

/** The default margin of a latency, which must be proven before anything goes on, and a margin of failures that a healthy canary keeps. */
const WITH_LATENCY = {
  errors: { requests: 'haproxy{proxy="{{arm}}"}', failures: 'haproxy', margin: { relative: '100%', absolute: '10pp' }, critical: true },
  latency: { histogram: 'model_latency_seconds_bucket{job="{{arm}}"}', critical: true },
}

/** More of them make all of them late on two cores. */
const AT_ONCE = 3
const running = new Map<string, Promise<Told>>()

beforeAll(() => {
  const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  for (const [index, [name, begin]] of Object.entries(STORIES).entries()) {
    const told = (lanes[index % AT_ONCE] ?? Promise.resolve()).then(begin)
    running.set(name, told)
    // A run that fails does so in its own test.
    lanes[index % AT_ONCE] = told.then(
      () => {},
      () => {},
    )
  }
})
afterAll(async () => {
  await Promise.allSettled(running.values())
  await Promise.all(services.map((live) => live.stop()))
})

async function tell(name: keyof typeof STORIES): Promise<Told> {
  const told = await running.get(name)
  if (told === undefined) throw new Error(`${name} was not begun`)
  expect(told.offences).toEqual([])
  return told
}

const ROLLED_BACK = { state: 'rolled-back', shareBp: 0, stable: STABLE, servedAfterwards: 0 }
const PROMOTED = { state: 'promoted', shareBp: 0, stable: CANARY }

test('a healthy canary is promoted where nothing ever fails: the absolute margin decides', async () => {
  expect(await tell('no errors at all')).toMatchObject(PROMOTED)
})

test('latency twice as long is rolled back', async () => {
  const told = await tell('latency twice as long')
  expect(told).toMatchObject(ROLLED_BACK)
  expect(told.events.slice(-2)).toEqual(['breach', 'verified'])
})

test('a canary that crashed gets no more traffic at the next tick, and nothing goes on until it is back or the deadline passes', async () => {
  const told = await tell('the canary crashed')
  expect(told).toMatchObject(ROLLED_BACK)
  expect(told.events).not.toContain('shift')
  expect(told.events.some((event) => event === 'lapse' || event === 'breach')).toBe(true)
})

test('HAProxy restarted in mid-rollout: the share is 0 until the next good tick sets it again, and the proof goes on', async () => {
  const told = await tell('HAProxy restarted')
  expect(told).toMatchObject(PROMOTED)
  expect(told.events.filter((event) => event === 'lapse' || event === 'arm')).toEqual(['arm', 'lapse', 'arm'])
})

test('Prometheus down: held, then the lease runs out; it goes on by itself when Prometheus is back', async () => {
  const told = await tell('Prometheus down')
  expect(told).toMatchObject(PROMOTED)
  expect(told.events.slice(0, 6)).toEqual(['arm', 'shifted', 'hold', 'lapse', 'arm', 'shifted'])
})

test('the load stopped: nothing is proven, so nothing advances, and the deadline takes it back', async () => {
  const told = await tell('the load stopped')
  expect(told).toMatchObject(ROLLED_BACK)
  expect(told.events).not.toContain('shift')
  expect(told.events).toContain('deadline-passed')
})
