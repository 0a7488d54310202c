import type { Arm } from '../../../../rollout/ports.ts'
import type { Guardrail } from '../../../../rollout/settings.ts'
import type { Queries } from '../queries.ts'
import { type ArmExpressions, allOf, grown, number, quantileOf, rateOf, withMatcher } from './expressions.ts'

type GuardrailSpec = Guardrail['spec']
type RateSpec = Extract<GuardrailSpec, { kind: 'rate' }>
type LatencySpec = Extract<GuardrailSpec, { kind: 'latency' }>
type MeanSpec = Extract<GuardrailSpec, { kind: 'mean' }>

/** A rule's condition, and what follows: a tick lets the judge decide; a rollback asks nobody. */
export type Condition = {
  readonly event: 'tick' | 'rollback'
  /** Tells the conditions of a guardrail apart: `margin`, `ceiling`, `p99`. */
  readonly check: string
  readonly what: string
  readonly expression: string
}

export type Sides = { readonly worse: Arm; readonly than: Arm; readonly window: string }

/** How many times worse than allowed an arm must look before it is taken back without the judge: what the first step excludes (10×). */
export const CERTAIN_RATIO = 10
/** Fewer failures prove nothing so coarse. */
export const LEAST_FAILURES = 10
/** Added to the other arm's failures: that it had none in one window by chance must not make ten look like infinitely many times as many. */
export const BENEFIT = 2
/** Standard deviations of a Poisson count above a ceiling. */
const DEVIATIONS = 6

export function conditionsOf(spec: GuardrailSpec, queries: Queries, sides: Sides): readonly Condition[] {
  switch (spec.kind) {
    case 'rate':
      return conditionsOfRate(spec, queries, sides)
    case 'latency':
      return conditionsOfLatency(spec, queries, sides)
    case 'mean':
      return conditionsOfMean(spec, queries, sides)
  }
}

function conditionsOfRate({ relative, absolute, max }: RateSpec, queries: Queries, { worse, than, window }: Sides): Condition[] {
  const [a, b] = [rateOf(queries, worse, window), rateOf(queries, than, window)]
  const conditions: Condition[] = []
  if (relative !== null || absolute !== null) {
    const above = [
      ...(relative === null ? [] : [`${share(a)} > ${number(1 + relative)} * ${share(b)}`]),
      ...(absolute === null ? [] : [`${share(a)} > ${share(b)} + ${number(absolute)}`]),
    ]
    conditions.push({
      event: 'tick',
      check: 'margin',
      what: 'fails more than the margin allows',
      expression: allOf(`${a.failures} >= 3`, ...above),
    })
    conditions.push({
      event: 'rollback',
      check: 'margin',
      what: `fails ${CERTAIN_RATIO} times more than allowed`,
      expression: certainlyWorse(a, b, relative, absolute),
    })
  }
  if (max !== null) {
    conditions.push({
      event: 'tick',
      check: 'ceiling',
      what: 'is above its ceiling of failures',
      expression: allOf(`${a.failures} >= 3`, `${share(a)} > ${number(max)}`),
    })
    const expected = `${a.requests} * ${number(max)}`
    conditions.push({
      event: 'rollback',
      check: 'ceiling',
      what: 'is at twice its ceiling of failures',
      expression: allOf(
        isMinor(a, b),
        `${share(a)} > ${number(2 * max)}`,
        `${a.failures} > ${expected} + ${DEVIATIONS} * sqrt(${expected}) + ${DEVIATIONS}`,
      ),
    })
  }
  return conditions
}

/** Both margins must be exceeded ten times over: where both are given, the wider one counts. */
function certainlyWorse(a: ArmExpressions, b: ArmExpressions, relative: number | null, absolute: number | null): string {
  const other = `((${b.failures} + ${BENEFIT}) / ${b.requests})`
  return allOf(
    `${a.failures} >= ${LEAST_FAILURES}`,
    isMinor(a, b),
    `${share(a)} > ${number(CERTAIN_RATIO * (1 + (relative ?? 0)))} * ${other}`,
    ...(absolute === null ? [] : [`${share(a)} > ${other} + ${number(Math.min(CERTAIN_RATIO * absolute, (1 + absolute) / 2))}`]),
  )
}

/** Promotions by swap exchange the arms: the canary is the one with less traffic, whatever it is called. */
function isMinor(a: ArmExpressions, b: ArmExpressions): string {
  return `${a.requests} < ${b.requests}`
}

function share({ failures, requests }: ArmExpressions): string {
  return `(${failures} / ${requests})`
}

/** Quantiles of buckets are read off roughly, and the judge does not use them: they only wake it. */
function conditionsOfLatency({ margin, quantiles, max }: LatencySpec, { parts }: Queries, { worse, than, window }: Sides): Condition[] {
  const selectors = parts[0]?.selectors
  if (selectors === undefined) return []
  const requests = grown(withMatcher(selectors[worse], 'le="+Inf"'), window)
  const ofQuantiles = quantiles.map((quantile): Condition => {
    const [own, other] = [quantileOf(selectors[worse], quantile, window), quantileOf(selectors[than], quantile, window)]
    return {
      event: 'tick',
      check: `p${number(quantile * 100)}`,
      what: `is slower than the margin allows at p${number(quantile * 100)}`,
      expression: allOf(`${own} > ${number(1 + margin)} * ${other}`, `${requests} >= ${Math.ceil(ENOUGH_BEYOND / (1 - quantile))}`),
    }
  })
  const highest = Math.max(...quantiles)
  const ceiling = max === null ? [] : [`${quantileOf(selectors[worse], highest, window)} > ${number(max)}`]
  return [
    ...ofQuantiles,
    ...ceiling.map((above): Condition => {
      const expression = allOf(above, `${requests} >= ${Math.ceil(ENOUGH_BEYOND / (1 - highest))}`)
      return { event: 'tick', check: 'ceiling', what: `is above its ceiling at p${number(highest * 100)}`, expression }
    }),
  ]
}

/** Requests beyond a quantile, for it to be there at all. */
const ENOUGH_BEYOND = 5

function conditionsOfMean(
  { higherIsWorse, relative, absolute, max }: MeanSpec,
  { parts }: Queries,
  { worse, than, window }: Sides,
): Condition[] {
  const [count, sum] = ['count', 'sum'].map((name) => parts.find((part) => part.name === name)?.selectors)
  if (count === undefined || sum === undefined) return []
  const mean = (arm: Arm) => `(${grown(sum[arm], window)} / ${grown(count[arm], window)})`
  const [sign, beyond] = higherIsWorse ? ['+', '>'] : ['-', '<']
  const bounds = [
    ...(relative === null ? [] : [`${beyond} ${mean(than)} ${sign} ${number(relative)} * abs(${mean(than)})`]),
    ...(absolute === null ? [] : [`${beyond} ${mean(than)} ${sign} ${number(absolute)}`]),
  ]
  const conditionOf = (check: string, what: string, above: readonly string[]): Condition => {
    const expression = allOf(`${grown(count[worse], window)} >= 30`, ...above.map((bound) => `${mean(worse)} ${bound}`))
    return { event: 'tick', check, what, expression }
  }
  return [
    ...(bounds.length === 0 ? [] : [conditionOf('margin', 'has a mean worse than the margin allows', bounds)]),
    ...(max === null || max === undefined ? [] : [conditionOf('ceiling', 'has a mean above its ceiling', [`> ${number(max)}`])]),
  ]
}
