import { LatencyHistogram } from '../../../../src/sources/benchmark/latency-histogram.ts'
import { driveEndpoint } from '../../../../src/sources/benchmark/load/endpoint-driver.ts'
import type { ThreadWindow } from '../../../../src/sources/benchmark/load/local-pool.ts'
import { serveRequests } from '../../../../src/sources/benchmark/load/serve-requests.ts'
import { emptyTimes, windowMeasurementOf } from '../../../../src/sources/benchmark/load/window-log.ts'

const ANSWER = { status: 200, contentType: 'application/json', text: '[1]' }

/** A clock that only moves when somebody sleeps, works or looks at it. */
class TestClock {
  #ms = 0
  now(): number {
    this.#ms += 0.001
    return this.#ms
  }
  sleep(ms: number): void {
    this.#ms += ms
  }
}

function windowOf(arrivals: readonly number[], giveUpMs = 1e9): ThreadWindow {
  const next = new Int32Array(new SharedArrayBuffer(4))
  return { arrivals: Float64Array.from(arrivals), ...emptyTimes(arrivals.length, true), next, startMs: 0, giveUpMs }
}

/** 100 requests, one each 10 ms, 1 ms of work each; the tenth stalls for 200 ms. */
const everyTenMs = Array.from({ length: 100 }, (_, index) => (index + 1) * 10)
const stalls = (clock: TestClock) => {
  let served = 0
  return async () => clock.sleep(++served === 10 ? 200 : 1)
}

test('a stall is counted in every request that was meant to be sent meanwhile, not in one', async () => {
  const clock = new TestClock()
  const window = windowOf(everyTenMs)
  await serveRequests(window, stalls(clock), clock)
  // By hand: the tenth is meant at 100 and answered at 300. The next ones are meant at 110, 120, … and served from 300 on, 1 ms
  // each: 191, 182, 173, …, falling by 9 until the queue is gone.
  const queued = [...window.latency].slice(9, 14)
  expect(queued).toEqual([200, 191, 182, 173, 164].map((ms) => expect.closeTo(ms, 0)))
  expect([...window.latency].filter((ms) => ms > 25)).toHaveLength(20)
  // A generator that measures from the moment of sending would report one long request, and p99 of 1 ms.
  expect([...window.service].filter((ms) => ms > 20)).toHaveLength(1)
  const counts = new LatencyHistogram([windowMeasurementOf({ rate: 100, arrivals: everyTenMs }, window, null).counts])
  expect(counts.atMost(99)).toBeGreaterThan(185)
})

test('instances share one queue: a request waits for the first that is free', async () => {
  const [one, other] = [new TestClock(), new TestClock()]
  const window = windowOf([0, 0, 0, 0])
  // Taken in turns: Atomics give each of the two every second request.
  await Promise.all([serveRequests(window, async () => one.sleep(10), one), serveRequests(window, async () => other.sleep(10), other)])
  expect([...window.latency].map(Math.round)).toEqual([10, 10, 20, 20])
})

test('what is hopelessly behind is given up, and counts as failed', async () => {
  const clock = new TestClock()
  const arrivals = Array.from({ length: 50 }, (_, index) => index)
  const window = windowOf(arrivals, 100)
  await serveRequests(window, async () => clock.sleep(20), clock)
  expect(windowMeasurementOf({ rate: 1000, arrivals }, window, null)).toMatchObject({ planned: 50, answered: 5, failed: 45 })
})

test('requests to an endpoint are sent on time however slow the answers: the queue of the server is counted', async () => {
  // A server that answers one after the other, and stalls once for 300 ms.
  let free = Promise.resolve()
  let served = 0
  const send = (): Promise<void> => {
    const work = served++ === 3 ? 300 : 1
    free = free.then(() => new Promise((resolve) => setTimeout(resolve, work)))
    return free
  }
  const arrivals = Array.from({ length: 20 }, (_, index) => index * 10)
  const measured = await driveEndpoint(
    { rate: 100, arrivals },
    async () => {
      await send()
      return ANSWER
    },
    () => {},
  )
  expect(measured).toMatchObject({ planned: 20, answered: 20, failed: 0, error: null })
  const calls = new LatencyHistogram([measured.counts])
  // Those meant to be sent 10, 20, … ms after the stall began waited 290, 280, …; however slow this machine, none waited less than
  // what was left of the stall.
  expect(calls.countSurelyAbove(135)).toBeGreaterThanOrEqual(16)
})

test('an endpoint that fails is counted, with one of its errors', async () => {
  let sent = 0
  const measured = await driveEndpoint(
    { rate: 100, arrivals: [0, 1, 2, 3] },
    async () => {
      if (sent++ % 2 === 1) throw new Error('answered 503')
      return ANSWER
    },
    () => {},
  )
  expect(measured).toMatchObject({ planned: 4, answered: 2, failed: 2, error: 'answered 503' })
})

test('an answer that is none is counted as a request that failed, after the window', async () => {
  const check = (_: unknown, request: number) => {
    if (request === 1) throw new Error('holds no list')
  }
  const measured = await driveEndpoint({ rate: 100, arrivals: [0, 1, 2, 3] }, async () => ANSWER, check)
  expect(measured).toMatchObject({ planned: 4, answered: 3, failed: 1, error: 'holds no list' })
})
