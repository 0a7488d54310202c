import type { Telemetry, Window } from '../../src/rollout/ports.ts'
import { FakeRollout, WRITTEN } from '../support/rollout/fake-rollout.ts'
import { verdictOf } from '../support/rollout/verdict-of.ts'

// A ceiling that nobody could look at must not be promoted past.

type Sums = { readonly count: number; readonly sum: number; readonly sumOfSquares: number }

/** Two values around a mean, a third apart on either side. */
const sumsOf = (count: number, mean: number): Sums => ({ count, sum: count * mean, sumOfSquares: count * mean * mean * (1 + 1 / 9) })

/** The fake service's windows, with a cost beside its failures and latencies. */
function withCost(rollout: FakeRollout, cost: { stable: number; canary: number }): { telemetry: Telemetry } {
  const { telemetry } = rollout.service
  const priced = (window: Window): Window => {
    const { stable, canary } = window.requests ?? { stable: 0, canary: 0 }
    const arms = { stable: sumsOf(stable, cost.stable), canary: sumsOf(canary, cost.canary) }
    return { ...window, readings: { ...window.readings, cost: { kind: 'mean', arms } } }
  }
  return {
    telemetry: {
      ...telemetry,
      read: async (cursor) => ({ ...(await telemetry.read(cursor)), windows: (await telemetry.read(cursor)).windows.map(priced) }),
    },
  }
}

const GUARDRAILS = WRITTEN['guardrails'] as object
const COST = { count: 'c', sum: 's', 'sum-of-squares': 'q', margin: '500%', max: 120 }

async function untilOver(rollout: FakeRollout, ports: () => { telemetry: Telemetry }): Promise<void> {
  const states = ['promoted', 'rolled-back']
  for (let minute = 0; minute < 70 && !states.includes(rollout.state ?? ''); minute++) {
    await rollout.tick(ports())
    rollout.service.pass(60_000)
  }
}

test.each([
  ['above its ceiling goes back, by the ceiling', 301, 'rolled-back', ['fail', 'OUTSIDE_LIMIT']],
  ['below it is promoted, once thirty windows were judged', 110, 'promoted', ['pass', 'NOT_WORSE']],
])('a mean %s', async (_, canary, state, [outcome, reasonCode]) => {
  const rollout = new FakeRollout({ rps: 500 }, { guardrails: { ...GUARDRAILS, cost: COST } })
  rollout.start()
  await untilOver(rollout, () => withCost(rollout, { stable: 100, canary }))
  expect(rollout.state).toBe(state)
  const check = verdictOf(rollout).checks.find(({ id }) => id === 'cost.max')
  expect(check).toMatchObject({ outcome, reasonCode, kind: 'limit', metric: 'cost, the mean' })
  expect(check?.message).toContain('ceiling 120')
})

test('while a ceiling is not judged nothing is promoted, and it says what is missing', async () => {
  const rollout = new FakeRollout({ rps: 500 }, { guardrails: { ...GUARDRAILS, cost: COST } })
  rollout.start()
  await untilOver(rollout, () => ({ telemetry: rollout.service.telemetry }))
  expect([rollout.state, rollout.service.shareBp]).toEqual(['baking', 5000])
  expect(rollout.steps.at(-1)?.judged?.guardrails.at(-1)?.sentence).toContain(
    'its ceiling is not judged yet: 0 of the 30 windows with 30 requests of each arm',
  )
})

test('a ceiling above all buckets of a telemetry without memory is never promoted past, and the check says why', async () => {
  const rollout = new FakeRollout(
    { rps: 500 },
    { guardrails: { ...GUARDRAILS, latency: { histogram: 'h', quantiles: ['50%'], max: '3s' } } },
  )
  rollout.start()
  await untilOver(rollout, () => rollout.service)
  expect(rollout.state).toBe('baking')
  expect(verdictOf(rollout).checks.find(({ id }) => id === 'latency.max')).toMatchObject({
    outcome: 'not-judged',
    message: 'latency, requests beyond the ceiling not judged: the buckets end at 2, below the ceiling of 3.',
  })
})
