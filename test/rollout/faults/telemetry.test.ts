import { type Telemetry, TelemetryError, type TelemetryReading, type Window } from '../../../src/rollout/ports.ts'
import { type Baking, bakingAtFive, minutes } from '../../support/rollout/baking.ts'
import { FakeRollout } from '../../support/rollout/fake-rollout.ts'
import { unsafe } from '../../support/rollout/watch-safety.ts'

// What metrics may do wrong, as a tick sees it. Resets, gaps, NaN, duplicates and missing series are told apart in the tests of Prometheus,
// broken answers in those of the contract; a backend that is down or an incident in both arms is in ../faults.test.ts.

jest.setTimeout(60_000)

type Change = (reading: TelemetryReading, rollout: FakeRollout) => TelemetryReading

function withTelemetry(rollout: FakeRollout, change: Change): { telemetry: Telemetry } {
  const { telemetry } = rollout.service
  return { telemetry: { ...telemetry, read: async (cursor) => change(await telemetry.read(cursor), rollout) } }
}

async function minutesWith(rollout: FakeRollout, change: Change, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await rollout.tick(withTelemetry(rollout, change))
    rollout.service.pass(60_000)
  }
}

const windowsOf = (change: (window: Window) => Window | readonly Window[]): Change => {
  return (reading) => ({ ...reading, windows: reading.windows.flatMap(change) })
}

const unreadable = windowsOf((window) => ({
  ...window,
  requests: null,
  readings: { ...window.readings, errors: { kind: 'not-evaluable', why: 'NaN' } },
}))

function isSafe(rollout: Baking): void {
  expect([rollout.offences, unsafe(rollout)]).toEqual([[], []])
}

test('windows of which a critical guardrail cannot be judged are no evidence, and after a while the share is 0', async () => {
  const rollout = await bakingAtFive({ lease: false }, { bake: '1m' })
  rollout.service.failCanary(1)
  await minutesWith(rollout, unreadable, 8)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'NO_LIVE_DATA', 500])
  await minutesWith(rollout, unreadable, 12)
  expect([rollout.state, rollout.service.shareBp, rollout.events.includes('breach')]).toEqual(['lapsed', 0, false])
  isSafe(rollout)
})

test('windows that cannot be judged do not renew the lease', async () => {
  const rollout = await bakingAtFive({}, { 'blind-max': '5h' })
  await minutesWith(rollout, unreadable, 20)
  expect(rollout.service.shareBp).toBe(0)
})

test('no request at all at a share proves nothing of it, whatever was proven at a lower one', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  rollout.service.behaviour.rps = 0
  await minutes(rollout, 60)
  expect([rollout.state, rollout.events]).toEqual(['baking', ['arm', 'shifted', 'shift', 'shifted']])
  isSafe(rollout)
})

test('both arms above the ceiling: rolled back, although the canary is no worse than stable', async () => {
  const guardrails = { errors: { requests: 'r', failures: 'f', margin: { relative: '100%', absolute: '2pp' }, max: '5%', critical: true } }
  const rollout = await bakingAtFive({}, { guardrails })
  rollout.service.failBoth(0.3)
  await minutes(rollout, 6)
  expect(rollout.state).toBe('rolled-back')
})

test('the incident is over: it goes on by itself, and the canary was not blamed', async () => {
  const rollout = await bakingAtFive()
  rollout.service.failBoth(0.3)
  await minutes(rollout, 8)
  expect(rollout.history.current?.held?.reason).toBe('ENVIRONMENT_INCIDENT')
  rollout.service.failBoth(0.02)
  await minutes(rollout, 60)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['baking', 500])
})

describe('time and order', () => {
  const evidence = (rollout: FakeRollout) => rollout.history.current?.live.guardrails

  async function untilCheckpoint(change: Change): Promise<FakeRollout> {
    const rollout = await bakingAtFive()
    await minutesWith(rollout, change, 40)
    return rollout
  }

  test('the same windows again, in each answer, count once', async () => {
    const twice = windowsOf((window) => [window, window])
    const all: Window[] = []
    const everything: Change = (reading) => {
      for (const window of reading.windows) if (!all.some(({ id }) => id === window.id)) all.push(window)
      return { ...reading, windows: all }
    }
    const once = evidence(await untilCheckpoint((reading) => reading))
    expect(evidence(await untilCheckpoint(twice))).toEqual(once)
    expect(evidence(await untilCheckpoint(everything))).toEqual(once)
  })

  test('a window from the future counts for nothing', async () => {
    const future = windowsOf((window) => [window, { ...window, id: 'f', fromMs: window.toMs + 3_600_000, toMs: window.toMs + 3_660_000 }])
    expect(evidence(await untilCheckpoint(future))).toEqual(evidence(await untilCheckpoint((reading) => reading)))
  })

  test('counts that are restated after they were used change nothing', async () => {
    const rollout = await bakingAtFive()
    await minutes(rollout, 20)
    const used = rollout.history.current?.live
    const toMs = used?.seenMs ?? 0
    const arms = { stable: { requests: 9000, failures: 0 }, canary: { requests: 900, failures: 900 } }
    const restated: Window = {
      id: 'again',
      fromMs: toMs - 60_000,
      toMs,
      requests: null,
      readings: { errors: { kind: 'rate', arms } },
      events: [],
    }
    await minutesWith(rollout, (reading) => ({ ...reading, windows: [restated, ...reading.windows] }), 5)
    expect([rollout.state, rollout.events.includes('breach')]).toEqual(['baking', false])
  })

  test('windows that come late, all at once, are all judged', async () => {
    const rollout = await bakingAtFive({ lease: false })
    rollout.service.failCanary(0.4)
    await minutesWith(rollout, (reading) => ({ ...reading, windows: [], cursor: 0 }), 4)
    expect(rollout.state).toBe('baking')
    await minutes(rollout, 1)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['rolling-back', 0])
  })

  test('no tick for half an hour, and no lease: the first late one judges what was missed', async () => {
    const rollout = await bakingAtFive({ lease: false })
    rollout.service.failCanary(0.4)
    rollout.service.pass(30 * 60_000)
    const { steps } = await rollout.tick()
    expect([steps[0]?.event, rollout.service.shareBp]).toEqual(['breach', 0])
  })

  test('the windows of the warm-up count for neither arm', async () => {
    const rollout = new FakeRollout({ lease: true, rps: 500 }, { steps: ['5%', '50%'], bake: '5h', 'warm-up': '10m' })
    rollout.start()
    rollout.service.failCanary(1)
    await minutes(rollout, 8)
    rollout.service.failCanary(0.02)
    await minutes(rollout, 30)
    expect([rollout.state, rollout.events]).toEqual(['baking', ['arm', 'shifted']])
  })
})

describe('faults that nobody foresaw', () => {
  const broken = (): never => {
    throw new TypeError('x is undefined')
  }
  /** Whatever asks for it fails, as a number does that is none. */
  const unbearable = windowsOf((window) => ({
    ...window,
    readings: {
      ...window.readings,
      errors: { kind: 'mean', arms: { stable: { count: 1, sum: 1, sumOfSquares: 1 }, canary: { count: 1, sum: 1, sumOfSquares: 1 } } },
    },
  }))

  test.each([
    ['in the telemetry', broken],
    ['in the judge', unbearable],
  ] as const)('%s hold it, then take the share to 0, and are never a pass', async (_, change) => {
    const rollout = await bakingAtFive({ lease: false })
    await minutesWith(rollout, change, 3)
    expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'NO_LIVE_DATA', 500])
    await minutesWith(rollout, change, 20)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['lapsed', 0])
    await minutes(rollout, 3)
    expect(rollout.service.shareBp).toBe(500)
    isSafe(rollout)
  })

  test('in the telemetry do not keep a person from ending it', async () => {
    const rollout = await bakingAtFive()
    rollout.command('abort')
    await minutesWith(rollout, broken, 20)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['aborted', 0])
  })
})

test('a backend that asks to be left alone is held like one that is down', async () => {
  const rollout = await bakingAtFive()
  await minutesWith(
    rollout,
    () => {
      throw new TelemetryError('429', { retryAfterMs: 600_000 })
    },
    2,
  )
  expect([rollout.state, rollout.history.current?.held?.message]).toEqual(['held', expect.stringContaining('429')])
})

test('who is held because nothing can be judged learns why, and windows that were not judged are not counted', async () => {
  const rollout = await bakingAtFive()
  await minutesWith(rollout, unreadable, 8)
  expect(rollout.history.current?.held?.message).toMatch(/^No window could be judged for .*; of the last one, errors: NaN\.$/)
  const before = rollout.history.current?.live.windows
  await minutesWith(rollout, unreadable, 8)
  expect(rollout.history.current?.live.windows).toBe(before)
})
