import { ContractTelemetry } from '../../../src/adapters/telemetry/contract/telemetry.ts'
import { UsageError } from '../../../src/errors.ts'
import type { Json, Signal } from '../../../src/rollout/ports.ts'

const SIGNALS: readonly Signal[] = [
  { name: 'errors', kind: 'rate', requests: 'r', failures: 'f' },
  { name: 'latency', kind: 'histogram', histogram: 'h' },
  { name: 'tokens', kind: 'mean', count: 'c', sum: 's', sumOfSquares: 'q' },
]
const both = <T>(value: T) => ({ stable: value, canary: value })
const GOOD = {
  fromMs: 1000,
  toMs: 2000,
  requests: both(10),
  readings: {
    errors: { kind: 'rate', arms: both({ requests: 10, failures: 1 }) },
    latency: { kind: 'histogram', edges: [0.1, 0.2], arms: both({ counts: [8, 1, 1] }) },
    tokens: { kind: 'mean', arms: both({ count: 2, sum: 4, sumOfSquares: 10 }) },
  },
  events: [],
}

function telemetry(...answers: unknown[]): { asked: Json[]; telemetry: ContractTelemetry } {
  const asked: Json[] = []
  const ask = async (request: Json) => {
    asked.push(request)
    return answers.shift()
  }
  return {
    asked,
    telemetry: new ContractTelemetry({
      name: '`./metrics`',
      ask,
      signals: SIGNALS,
      arms: { stable: 'blue', canary: 'green' },
      windowMs: 60_000,
    }),
  }
}

const answer = (windows: unknown, more: object = {}) => ({ ok: true, cursor: { at: 7 }, newestMs: 5000, windows, ...more })

test('what keeps the contract arrives as it was said, with an id of ours, and the cursor goes back to whoever gave it', async () => {
  const { asked, telemetry: one } = telemetry(answer([GOOD]), answer([]))
  const first = await one.read(null)
  expect(first).toMatchObject({ windows: [{ ...GOOD, id: '1000-2000' }], newestMs: 5000 })
  await one.read(first.cursor)
  expect(asked).toMatchObject([
    { contract: 1, request: 'read', cursor: null, guardrails: SIGNALS, arms: { stable: 'blue', canary: 'green' }, windowMs: 60_000 },
    { cursor: { at: 7 } },
  ])
})

test.each([
  ['nothing about it', 'errors', undefined, 'says nothing'],
  ['another kind', 'errors', GOOD.readings.latency, 'kind'],
  ['more failures than requests', 'errors', { kind: 'rate', arms: both({ requests: 1, failures: 2 }) }, 'more failures than requests'],
  ['a half request', 'errors', { kind: 'rate', arms: both({ requests: 1.5, failures: 1 }) }, 'requests'],
  ['a negative count', 'errors', { kind: 'rate', arms: both({ requests: 1, failures: -1 }) }, 'failures'],
  ['null for a number', 'errors', { kind: 'rate', arms: both({ requests: null, failures: 0 }) }, 'requests'],
  ['one arm only', 'errors', { kind: 'rate', arms: { stable: { requests: 1, failures: 0 } } }, 'canary'],
  ['edges that fall', 'latency', { kind: 'histogram', edges: [0.2, 0.1], arms: both({ counts: [1, 1, 1] }) }, 'do not rise'],
  ['a count too few', 'latency', { kind: 'histogram', edges: [0.1, 0.2], arms: both({ counts: [1, 1] }) }, '2 counts for 2 edges'],
  ['impossible sums', 'tokens', { kind: 'mean', arms: both({ count: 2, sum: 10, sumOfSquares: 10 }) }, 'no values have such sums'],
  ['its own word', 'tokens', { kind: 'not-evaluable', why: 'the store is rebuilt' }, 'the store is rebuilt'],
] as const)('%s is not evaluable, and spoils no other reading', async (_, name, reading, why) => {
  const { telemetry: one } = telemetry(answer([{ ...GOOD, readings: { ...GOOD.readings, [name]: reading } }]))
  const { windows } = await one.read(null)
  expect(windows[0]?.readings[name]).toEqual({ kind: 'not-evaluable', why: expect.stringContaining(why) })
  const others = Object.entries(windows[0]?.readings ?? {}).filter(([other]) => other !== name)
  expect(others.map(([, { kind }]) => kind)).not.toContain('not-evaluable')
})

test.each([
  ['a window that ends before it begins', answer([{ ...GOOD, toMs: 500 }]), 'a window from 1000 to 500'],
  ['a window that is still open', answer([{ ...GOOD, toMs: 6000 }]), 'is not over'],
  ['windows that overlap', answer([GOOD, { ...GOOD, fromMs: 1500, toMs: 2500 }]), 'before the end of the one before it'],
  ['the same window twice', answer([GOOD, GOOD]), 'before the end of the one before it'],
  ['no windows at all', { ok: true, cursor: 1, newestMs: 1 }, 'windows'],
  ['no cursor', { ok: true, newestMs: 5000, windows: [] }, 'cursor'],
  ['something else', 'hello', 'broke the contract'],
] as const)('%s breaks the contract, and nothing is scored', async (_, said, words) => {
  const { telemetry: one } = telemetry(said)
  await expect(one.read(null)).rejects.toThrow(words)
})

test('what was before is asked for by number, and the newest of it taken', async () => {
  const later = { ...GOOD, fromMs: 2000, toMs: 3000 }
  const { asked, telemetry: one } = telemetry(answer([GOOD, later]))
  expect((await one.history(1)).map(({ id }) => id)).toEqual(['2000-3000'])
  expect(asked).toMatchObject([{ contract: 1, request: 'history', windows: 1, guardrails: SIGNALS }])
})

test.each([
  ['a program that does not know the request', { ok: false, kind: 'wrong-query', message: 'what?' }],
  ['one that keeps nothing', { ok: false, kind: 'unavailable', message: 'no store' }],
  ['one that says nothing', undefined],
  ['windows that cannot be', answer([{ ...GOOD, toMs: 6000 }])],
])('%s has no memory, and that is no fault', async (_, said) => {
  expect(await telemetry(said).telemetry.history(60)).toEqual([])
})

test('a window that an earlier answer held is not scored again', async () => {
  const { telemetry: one } = telemetry(answer([GOOD]), answer([GOOD]))
  const { cursor } = await one.read(null)
  await expect(one.read(cursor)).rejects.toThrow('before the end of the one before it, 2000')
})

test('its own failures are told apart: come again, or correct the policy', async () => {
  const { telemetry: one } = telemetry(
    { ok: false, kind: 'unavailable', message: 'the store is down', retryAfterMs: 3000 },
    { ok: false, kind: 'wrong-query', message: 'no metric r' },
  )
  await expect(one.read(null)).rejects.toMatchObject({ name: 'TelemetryError', retryAfterMs: 3000 })
  await expect(one.preflight()).rejects.toBeInstanceOf(UsageError)
})
