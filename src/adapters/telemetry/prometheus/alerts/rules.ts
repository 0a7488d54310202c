import type { PrometheusTelemetryPolicy } from '../../../../rollout/policy/telemetry/prometheus.ts'
import { ARMS, type Arm, type Signal } from '../../../../rollout/ports.ts'
import type { Guardrail } from '../../../../rollout/settings.ts'
import { type Queries, queriesOf, requestQueries } from '../queries.ts'
import { type Condition, conditionsOf } from './conditions.ts'
import { allOf, grown, promDuration, rateOf } from './expressions.ts'

export type AlertRule = {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** The file that Prometheus loads by `rule_files`. */
export type AlertRules = {
  readonly groups: readonly { readonly name: string; readonly interval: string; readonly rules: readonly AlertRule[] }[]
}

export type AlertedModel = {
  readonly model: string
  readonly environment: string
  readonly telemetry: PrometheusTelemetryPolicy
  readonly guardrails: readonly Guardrail[]
  readonly signals: readonly Signal[]
}

const LONGEST_INTERVAL_MS = 30_000

/** Of all guardrails, both ways round: which arm is the canary changes with each promotion. @throws UsageError for queries that are no selectors */
export function alertRulesOf({ model, environment, telemetry, guardrails, signals }: AlertedModel): AlertRules {
  const queries = signals.map((signal) => queriesOf(signal, telemetry.arms))
  const window = promDuration(telemetry.window)
  const ruleOf = (name: string, { event, check, what, expression }: Condition, arm: string): AlertRule => ({
    alert: name,
    expr: expression,
    labels: {
      severity: event === 'rollback' ? 'critical' : 'warning',
      sluice_event: event,
      sluice_model: model,
      sluice_environment: environment,
      sluice_arm: arm,
      sluice_check: check,
    },
    annotations: { summary: `${model} in ${environment}: ${arm} ${what}` },
  })
  const rules = guardrails.flatMap(({ name, spec }) => {
    const asked = queries.find((one) => one.name === name)
    if (asked === undefined) return []
    return ARMS.flatMap((worse) => {
      const than = worse === 'canary' ? 'stable' : 'canary'
      return conditionsOf(spec, asked, { worse, than, window }).map((condition) =>
        ruleOf(
          condition.event === 'rollback' ? 'SluiceCertainlyWorse' : 'SluiceLooksWorse',
          { ...condition, check: `${name} ${condition.check}`, what: `${condition.what} (${name})` },
          telemetry.arms[worse],
        ),
      )
    })
  })
  const split = requestQueries(telemetry.requests, queries, telemetry.arms)
  const general = split === null ? [] : generalRules(split, telemetry, ruleOf)
  const interval = promDuration(Math.min(LONGEST_INTERVAL_MS, telemetry.window))
  return { groups: [{ name: `sluice-${model}-${environment}`, interval, rules: [...rules, ...general] }] }
}

type RuleOf = (name: string, condition: Condition, arm: string) => AlertRule

function generalRules(split: Queries, { arms, window: windowMs }: PrometheusTelemetryPolicy, ruleOf: RuleOf): AlertRule[] {
  const window = promDuration(windowMs)
  const requests = (arm: Arm) =>
    split.kind === 'haproxy' ? rateOf(split, arm, window).requests : grown(split.parts[0]?.selectors[arm] ?? '', window)
  const both = allOf(...ARMS.map((arm) => `${requests(arm)} > 0`))
  const underWay: Condition = {
    event: 'tick',
    check: 'traffic',
    what: 'and the other arm have traffic: a rollout is under way',
    expression: both,
  }
  return [
    ruleOf('SluiceRolloutUnderWay', underWay, arms.canary),
    ...ARMS.map((arm) => {
      const first = split.parts[0]?.selectors[arm] ?? ''
      const expression = `absent(${first}) and on () (sum(increase(${first}[${window}] offset ${promDuration(VANISHED_WINDOWS * windowMs)})) > 0)`
      return ruleOf(
        'SluiceArmVanished',
        { event: 'tick', check: 'traffic', what: 'had traffic and is not scraped any more', expression },
        arms[arm],
      )
    }),
  ]
}

const VANISHED_WINDOWS = 5
