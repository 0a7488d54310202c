import * as z from 'zod'
import { duration } from '../gates/section/duration.ts'
import { key, section } from '../gates/section/section.ts'
import { share } from '../gates/section/share.ts'
import { listOf, mapOf, oneOf, text } from '../gates/section/values.ts'

/*
 * rollout: its keys are checked so that a policy can be written whole; nothing reads them yet.
 */

/** Adapters bring the keys of their own kind. */
const ofSomeKind = z.looseObject({ kind: text('the name of an adapter') }, { error: 'a mapping with a `kind`' })
const anyKeys = z.looseObject({}, { error: 'a mapping' })
const someTime = () => duration({ atLeast: '1s', atMost: '365d' }).optional()
const percent = () => share({ atLeast: 0, atMost: 100 }).optional()

export const rolloutSection = section({
  environment: key(text('the name of an environment').optional(), { meaning: "GitHub's environment.", example: 'production' }),
  target: key(ofSomeKind.optional(), { meaning: 'What moves the traffic.', example: '{ kind: haproxy }' }),
  telemetry: key(ofSomeKind.optional(), { meaning: 'Where live metrics come from.', example: '{ kind: prometheus, window: 1m }' }),
  identity: key(anyKeys.optional(), {
    meaning: 'How an arm proves which model it serves.',
    example: '{ http: "https://…/version", equals: sha256 }',
  }),
  steps: key(listOf(share({ atLeast: 0, atMost: 100 }), 'a list of shares').optional(), {
    meaning: 'Shares of the traffic.',
    example: '[1%, 5%, 25%, 50%]',
    unit: 'shares',
  }),
  rehearse: key(someTime(), { meaning: 'A/A before the first step.', example: '10m', unit: 'time' }),
  shadow: key(anyKeys.optional(), {
    meaning: 'Mirrored traffic before the first step.',
    example: '{ share: 10%, for: 1h, disagreement: 2% }',
  }),
  bake: key(someTime(), { meaning: 'Least time of a step.', example: '10m', unit: 'time' }),
  deadline: key(someTime(), { meaning: 'Longest time of the rollout.', example: '6h', unit: 'time' }),
  'on-deadline': key(oneOf('ask', 'hold', 'rollback').optional(), { meaning: 'What happens then.', example: 'ask' }),
  guardrails: key(mapOf(text('the name of a guardrail'), anyKeys, 'a mapping of guardrails').optional(), {
    meaning: 'Live metrics that may stop the rollout.',
    example: "{ latency: { histogram: '…', quantiles: [99%], margin: 25% } }",
  }),
  'split-tolerance': key(percent(), { meaning: 'Allowed deviation of the observed share.', example: '20%', unit: 'share' }),
  'unattended-max': key(percent(), { meaning: 'Largest share without a lease and without a watching job.', example: '5%', unit: 'share' }),
  'blind-max': key(someTime(), { meaning: 'Without an evaluable window for so long the share falls to 0.', example: '15m', unit: 'time' }),
  'on-new-candidate': key(oneOf('refuse', 'replace', 'queue').optional(), {
    meaning: 'When a second candidate comes.',
    example: 'refuse',
  }),
  'false-rollback-rate': key(percent(), { meaning: 'Allowed chance of rolling a healthy candidate back.', example: '1%', unit: 'share' }),
  'false-promotion-rate': key(percent(), { meaning: 'Allowed chance of promoting a harmful candidate.', example: '5%', unit: 'share' }),
  approval: key(anyKeys.optional(), {
    meaning: 'Steps before which somebody is asked, and where.',
    example: '{ before: [50%], by: environment }',
  }),
  settle: key(someTime(), { meaning: 'How long the old model stays warm.', example: '1h', unit: 'time' }),
})
