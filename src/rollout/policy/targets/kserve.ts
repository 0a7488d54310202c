import * as z from 'zod'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { clusterKeys, objectName } from './kubernetes.ts'

/** `target: { kind: kserve, … }`: an InferenceService whose canary KServe itself runs. */
export const kserveTarget = deferred(() =>
  section({
    kind: key(z.literal('kserve', { error: '`kserve`' }), {
      meaning: 'An InferenceService of KServe, serverless or Standard.',
      example: 'kserve',
      stricter: 'head',
    }),
    service: key(objectName(), { meaning: 'The InferenceService.', example: 'income', stricter: 'head' }),
    stable: key(objectName().optional(), {
      meaning: 'Standard mode: `name` of the predictor of the stable arm. Promotions exchange the arms.',
      example: 'blue',
      stricter: 'head',
    }),
    canary: key(objectName().optional(), {
      meaning:
        'Standard mode: `name` of the predictor in `spec.canary`. Without both names the canary is the newest revision (serverless).',
      example: 'green',
      stricter: 'head',
    }),
    ...clusterKeys(),
  }),
)

export type KserveTargetPolicy = z.output<typeof kserveTarget>
