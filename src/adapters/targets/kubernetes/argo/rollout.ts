import * as z from 'zod'
import { metadata } from '../object.ts'

const step = z.looseObject({
  setWeight: z.number().optional(),
  pause: z.looseObject({ duration: z.unknown().optional() }).nullish(),
  setCanaryScale: z.unknown().optional(),
})

const template = z.looseObject({ metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).optional() }).optional() })

export const rolloutObject = z.looseObject({
  metadata,
  spec: z.looseObject({
    paused: z.boolean().optional(),
    template: template.optional(),
    strategy: z.looseObject({
      canary: z
        .looseObject({
          steps: z.array(step).nullish(),
          dynamicStableScale: z.boolean().optional(),
          trafficRouting: z.looseObject({ maxTrafficWeight: z.number().optional() }).nullish(),
        })
        .optional(),
    }),
  }),
  status: z
    .looseObject({
      abort: z.boolean().optional(),
      promoteFull: z.boolean().optional(),
      controllerPause: z.boolean().optional(),
      pauseConditions: z.array(z.unknown()).nullish(),
      currentStepIndex: z.number().nullish(),
      currentPodHash: z.string().default(''),
      stableRS: z.string().default(''),
      // A number in words.
      observedGeneration: z.string().optional(),
      message: z.string().optional(),
      canary: z
        .looseObject({
          weights: z.looseObject({ canary: z.looseObject({ weight: z.number() }), verified: z.boolean().nullish() }).nullish(),
        })
        .optional(),
    })
    .default({ currentPodHash: '', stableRS: '' }),
})

export type RolloutObject = z.output<typeof rolloutObject>

/** A `setWeight` that waits for Sluice. */
export type Rung = { readonly index: number; readonly weight: number }
export type Ladder = { readonly rungs: readonly Rung[]; readonly problem: string | null }

/**
 * Argo has no verb for a weight: it follows the steps of its own ladder. Sluice owns the weights where the ladder does nothing by itself: each
 * `setWeight` is followed by an endless `pause: {}`, and the first weight is 0, so that a new version waits for the first share.
 */
export function ladderOf({ spec }: RolloutObject): Ladder {
  const { canary } = spec.strategy
  const steps = canary?.steps ?? []
  const rungs = steps.flatMap(({ setWeight }, index) => (setWeight === undefined ? [] : [{ index, weight: setWeight }]))
  const refuse = (problem: string): Ladder => ({ rungs, problem })
  if (canary === undefined) return refuse('the strategy is not `canary`')
  const { trafficRouting } = canary
  if (trafficRouting === undefined || trafficRouting === null) return refuse('without `trafficRouting` a weight is a count of pods')
  if ((trafficRouting.maxTrafficWeight ?? 100) !== 100) return refuse('`maxTrafficWeight` is not 100')
  if (canary.dynamicStableScale === true)
    return refuse('with `dynamicStableScale` an abort leaves traffic on the canary until stable pods are back')
  for (const [index, one] of steps.entries()) {
    const problem = problemOf(one, steps[index + 1])
    if (problem !== null) return refuse(`step ${index} ${problem}`)
  }
  if (rungs[0]?.weight !== 0) return refuse('the first `setWeight` is not 0: a new version would get traffic by itself')
  if (rungs.some(({ weight }, index) => weight < (rungs[index - 1]?.weight ?? 0))) return refuse('its weights fall')
  return { rungs, problem: null }
}

function problemOf(one: z.output<typeof step>, next: z.output<typeof step> | undefined): string | null {
  if (one.setWeight !== undefined)
    return isEndless(next) ? null : 'is a `setWeight` that no `pause: {}` follows: Argo would go on by itself'
  if (one.setCanaryScale !== undefined || isEndless(one)) return null
  return `(${Object.keys(one).join(', ')}) moves by itself: the ladder may have \`setWeight\`, \`pause: {}\` and \`setCanaryScale\` alone`
}

function isEndless(one: z.output<typeof step> | undefined): boolean {
  return one?.pause !== undefined && one.pause !== null && one.pause.duration === undefined
}
