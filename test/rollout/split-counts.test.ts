import { notesOnSplit, splitCounts } from '../../src/rollout/split-counts.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'

const rate = (stable: number, canary: number) =>
  ({ kind: 'rate', arms: { stable: { requests: stable, failures: 0 }, canary: { requests: canary, failures: 0 } } }) as const
const histogram = (stable: number[], canary: number[]) =>
  ({ kind: 'histogram', edges: [1], arms: { stable: { counts: stable }, canary: { counts: canary } } }) as const
const mean = {
  kind: 'mean',
  arms: { stable: { count: 999, sum: 0, sumOfSquares: 0 }, canary: { count: 999, sum: 0, sumOfSquares: 0 } },
} as const

test.each([
  ['all requests, where they are told', { stable: 95, canary: 5 }, { errors: rate(10, 10) }, { stable: 95, canary: 5 }],
  ['those of the only rate', null, { errors: rate(90, 10) }, { stable: 90, canary: 10 }],
  ['of the guardrail with the most', null, { clicks: rate(9, 9), latency: histogram([50, 30], [3, 2]) }, { stable: 80, canary: 5 }],
  ['no values of a mean', null, { cost: mean }, null],
  ['nothing that cannot be judged', null, { errors: { kind: 'not-evaluable', why: 'down' } as const }, null],
])('the split is checked by %s', (_, requests, readings, expected) => {
  expect(splitCounts({ requests, readings: readings as Parameters<typeof splitCounts>[0]['readings'] })).toEqual(expected)
})

test('arms exchanged by mistake hold the rollout, although the telemetry does not count all requests', async () => {
  const rollout = new FakeRollout({ rps: 200 })
  rollout.start()
  const { telemetry } = rollout.service
  const turned = <Value>({ stable, canary }: { stable: Value; canary: Value }) => ({ stable: canary, canary: stable })
  const read: typeof telemetry.read = async (cursor) => {
    const reading = await telemetry.read(cursor)
    const windows = reading.windows.map((window) => {
      const { errors } = window.readings
      return { ...window, requests: null, readings: errors?.kind === 'rate' ? { errors: { ...errors, arms: turned(errors.arms) } } : {} }
    })
    return { ...reading, windows }
  }
  for (let minute = 0; minute < 10; minute++) {
    await rollout.tick({ telemetry: { ...telemetry, read } })
    rollout.service.pass(60_000)
  }
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'SPLIT_BROKEN'])
})

test.each([
  ['means alone, and nobody counts', 'mean', null, 1],
  ['means alone, and the telemetry counts', 'mean', { stable: 1, canary: 0 }, 0],
  ['a rate', 'rate', null, 0],
] as const)('a note where nobody can check it: %s', (_, kind, requests, notes) => {
  const { settings } = (() => {
    const rollout = new FakeRollout(
      {},
      kind === 'rate' ? {} : { guardrails: { cost: { count: 'c', sum: 's', 'sum-of-squares': 'q', critical: true } } },
    )
    rollout.start()
    return rollout.history.current ?? { settings: { guardrails: [] } }
  })()
  expect(notesOnSplit(settings, [{ requests }])).toHaveLength(notes)
})
