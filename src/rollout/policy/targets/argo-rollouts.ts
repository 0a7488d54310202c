import * as z from 'zod'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { clusterKeys, objectName } from './kubernetes.ts'

/** `target: { kind: argo-rollouts, … }`: a Rollout whose ladder waits at each weight until Sluice goes on. */
export const argoRolloutsTarget = deferred(() =>
  section({
    kind: key(z.literal('argo-rollouts', { error: '`argo-rollouts`' }), {
      meaning: 'A Rollout of Argo Rollouts with a ladder of `setWeight` and `pause: {}`.',
      example: 'argo-rollouts',
      stricter: 'head',
    }),
    rollout: key(objectName(), { meaning: 'The Rollout.', example: 'income', stricter: 'head' }),
    ...clusterKeys(),
  }),
)

export type ArgoRolloutsTargetPolicy = z.output<typeof argoRolloutsTarget>
