import * as z from 'zod'
import { type Condition, condition, metadata } from '../object.ts'

const annotations = z.record(z.string(), z.string()).optional()

const predictor = z.looseObject({ name: z.string().optional(), annotations, canaryTrafficPercent: z.number().nullish() })

const trafficTarget = z.looseObject({
  revisionName: z.string().optional(),
  latestRevision: z.boolean().optional(),
  percent: z.number().nullish(),
})

export const inferenceService = z.looseObject({
  metadata,
  spec: z.looseObject({
    predictor,
    canary: z.array(z.looseObject({ trafficPercent: z.number().default(0), predictor })).default([]),
  }),
  status: z
    .looseObject({
      deploymentMode: z.string().optional(),
      conditions: z.array(condition).default([]),
      components: z
        .looseObject({
          predictor: z
            .looseObject({
              latestReadyRevision: z.string().default(''),
              latestCreatedRevision: z.string().default(''),
              latestRolledoutRevision: z.string().default(''),
              previousRolledoutRevision: z.string().default(''),
              traffic: z.array(trafficTarget).default([]),
            })
            .optional(),
        })
        .default({}),
      canaryStatuses: z
        .array(z.looseObject({ name: z.string(), ready: z.boolean().default(false), trafficPercent: z.number().optional() }))
        .default([]),
    })
    .default({ conditions: [], components: {}, canaryStatuses: [] }),
})

export type InferenceService = z.output<typeof inferenceService>
export type Predictor = z.output<typeof predictor>

/** KServe renamed its modes in 0.16: `Knative` was Serverless, `Standard` RawDeployment. */
const SERVERLESS = ['Serverless', 'Knative']
const STANDARD = ['RawDeployment', 'Standard']

/** What KServe itself says of the running service comes before what its annotation asks for; null: neither tells. */
export function modeOf({ metadata: { annotations: written }, status }: InferenceService): 'serverless' | 'standard' | string | null {
  const told = status.deploymentMode ?? written['serving.kserve.io/deploymentMode'] ?? null
  if (told === null) return status.components.predictor?.latestReadyRevision ? 'serverless' : null
  if (SERVERLESS.includes(told)) return 'serverless'
  return STANDARD.includes(told) ? 'standard' : told
}

/** The first of these conditions that KServe tells. */
export function conditionOf({ status }: InferenceService, ...types: readonly string[]): Condition | null {
  for (const type of types) {
    const found = status.conditions.find((one) => one.type === type)
    if (found !== undefined) return found
  }
  return null
}
