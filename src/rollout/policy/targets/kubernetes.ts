import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { key } from '../../../gates/section/section.ts'
import { text } from '../../../gates/section/values.ts'

const NAME = 'the name of an object in Kubernetes: small letters, digits, `-` and `.`'

/** Names go into paths of the API: nothing that could end one. */
export function objectName() {
  return z.string({ error: NAME }).regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, { error: NAME })
}

/** Where the API server is and how it is asked: the same for every kind. */
export function clusterKeys() {
  return {
    context: key(text('the name of a context').optional(), {
      meaning: 'Context of the kubeconfig; left out: its current one, or in a pod without a kubeconfig the service account.',
      example: 'production',
      stricter: 'head',
    }),
    namespace: key(objectName().optional(), {
      meaning: "Namespace of the object; left out: the context's, or the pod's own.",
      example: 'models',
      stricter: 'head',
    }),
    'dead-man': key(objectName().optional(), {
      meaning: 'The Lease object that the dead man of action-templates/targets beats in; without it the target has no lease.',
      example: 'sluice-income',
      stricter: 'head',
    }),
    propagation: key(duration({ atLeast: '0s', atMost: '10m' }).prefault('30s'), {
      meaning: 'How long a write waits until the controller says that it serves it; after it the split reads as mixed.',
      example: '30s',
      unit: 'time',
      stricter: 'head',
    }),
    timeout: key(duration({ atLeast: '100ms', atMost: '60s' }).prefault('10s'), {
      meaning:
        'Longest time of one answer of the API server; after a write nobody knows then whether it happened, and the split is read again.',
      example: '10s',
      unit: 'time',
      stricter: 'head',
    }),
  }
}
