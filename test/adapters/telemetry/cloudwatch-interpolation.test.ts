import { MINUTE_MS } from '../../../src/adapters/telemetry/cloudwatch/api.ts'
import { nameOf } from '../../../src/adapters/telemetry/cloudwatch/metric.ts'
import { type Question, questionOf } from '../../../src/adapters/telemetry/cloudwatch/questions.ts'
import { readingOf } from '../../../src/adapters/telemetry/cloudwatch/readings.ts'
import type { Reading } from '../../../src/rollout/ports.ts'
import { addReading, type GuardrailSpec, rollbackLogE, startEvidence } from '../../../src/stats/sequential/guardrail.ts'

// What docs/telemetry/cloudwatch.md claims: interpolation within CloudWatch's own buckets costs sharpness, and no false rollbacks.

jest.setTimeout(120_000)

const EDGES_MS = [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 5000, 10_000]
const SPEC: GuardrailSpec = { kind: 'latency', margin: 0, quantiles: [0.5, 0.9, 0.99], max: null, ladder: [1] }
const ALPHA = 0.05
const WINDOWS = 40
/** Looking is what takes long. */
const LOOK_EVERY = 5
const SAMPLES = { stable: 285, canary: 15 }
const ARMS = { stable: 'blue', canary: 'green' }
const question = questionOf(
  { name: 'latency', kind: 'histogram', histogram: 'AWS/SageMaker:ModelLatency{VariantName={{arm}}}' },
  { edges: EDGES_MS, latencyUnit: 'us' },
  ARMS,
)

/** mulberry32: the same draws each time. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The part of a sample that is told to be at most the edge: buckets are a tenth of their value wide, and within one nobody knows more. */
function below(us: number, edgeUs: number): number {
  const bucket = Math.floor(Math.log(us) / Math.log(1.1))
  const [from, to] = [1.1 ** bucket, 1.1 ** (bucket + 1)]
  return Math.min(1, Math.max(0, (edgeUs - from) / (to - from)))
}

function window(draw: () => number, slower: number): Reading {
  if (question.kind !== 'histogram') throw new Error(question.kind)
  const minutes = new Map<string, Map<number, number>>()
  for (const arm of ['stable', 'canary'] as const) {
    const cumulative = EDGES_MS.map(() => 0)
    for (let sample = 0; sample < SAMPLES[arm]; sample++) {
      const quantile = draw()
      // Log-logistic around 45 ms, which lies within a bucket that an edge cuts.
      const us = 45_000 * (arm === 'canary' ? slower : 1) * (quantile / (1 - quantile)) ** (1 / 3)
      for (const [index, edge] of EDGES_MS.entries()) cumulative[index] = (cumulative[index] ?? 0) + below(us, edge * 1000)
    }
    const { total, ranges } = (question as Extract<Question, { kind: 'histogram' }>).arms[arm]
    minutes.set(nameOf(total), new Map([[0, SAMPLES[arm]]]))
    for (const [index, series] of ranges.entries())
      minutes.set(nameOf(series), new Map([[0, (cumulative[index] ?? SAMPLES[arm]) - (cumulative[index - 1] ?? 0)]]))
  }
  return readingOf(question, { data: { minutes, nowMs: 0 }, span: { fromMs: 0, toMs: MINUTE_MS }, sparse: false })
}

/** The window in which it was rolled back; null: never. */
function rolledBackIn(seed: number, slower: number): number | null {
  const draw = draws(seed)
  let evidence = startEvidence(SPEC)
  for (let count = 1; count <= WINDOWS; count++) {
    evidence = addReading(SPEC, evidence, window(draw, slower))
    if (count % LOOK_EVERY === 0 && rollbackLogE(SPEC, evidence) >= Math.log(1 / ALPHA)) return count
  }
  return null
}

test('two arms of the same latencies are rolled back no more often than allowed', () => {
  const runs = 20
  const wrong = Array.from({ length: runs }, (_, run) => rolledBackIn(run + 1, 1)).filter((at) => at !== null)
  // At 5 % more than 4 of 20 happen three times in a thousand (binomial).
  expect(wrong.length).toBeLessThanOrEqual(4)
})

test('a canary that is a third slower is found within minutes, every time', () => {
  const found = Array.from({ length: 8 }, (_, run) => rolledBackIn(run + 1001, 4 / 3))
  expect(found.every((at) => at !== null && at <= 30)).toBe(true)
})
