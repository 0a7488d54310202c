import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { awsRegion, awsUrl } from '../aws.ts'

const NAME = 'a name as SageMaker has them: letters, digits and `-`, up to 63'
const name = (meaning: string, example: string) =>
  key(z.string({ error: NAME }).regex(/^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/, { error: NAME }), { meaning, example, stricter: 'head' })

/** `target: { kind: sagemaker, … }`: two production variants of one endpoint, by their weights. */
export const sagemakerTarget = deferred(() =>
  section({
    kind: key(z.literal('sagemaker', { error: '`sagemaker`' }), {
      meaning: 'A SageMaker endpoint with two production variants; docs/targets/sagemaker.md.',
      example: 'sagemaker',
      stricter: 'head',
    }),
    region: awsRegion(),
    endpoint: name("The endpoint's name.", 'fraud'),
    stable: name(
      'The production variant of the stable arm. Promotions exchange the arms, and the tag `sluice:roles` of the endpoint remembers it.',
      'blue',
    ),
    canary: name('The production variant of the canary arm.', 'green'),
    url: awsUrl('SageMaker'),
    timeout: key(duration({ atLeast: '100ms', atMost: '60s' }).prefault('10s'), {
      meaning: 'Longest time of one answer.',
      example: '10s',
      unit: 'time',
      stricter: 'head',
    }),
    'update-time': key(duration({ atLeast: '1s', atMost: '30m' }).prefault('10m'), {
      meaning: 'Longest time to wait for one change of the weights to be served, and for one that is under way before it.',
      example: '10m',
      unit: 'time',
      stricter: 'head',
    }),
  }),
)

export type SagemakerTargetPolicy = z.output<typeof sagemakerTarget>
