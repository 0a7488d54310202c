import * as z from 'zod'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { oneOf } from '../../../gates/section/values.ts'
import { clusterKeys, objectName } from './kubernetes.ts'

/** `target: { kind: gateway, … }`: weights of the backends of an HTTPRoute. */
export const gatewayTarget = deferred(() =>
  section({
    kind: key(z.literal('gateway', { error: '`gateway`' }), {
      meaning: 'An HTTPRoute of the Gateway API in Kubernetes.',
      example: 'gateway',
      stricter: 'head',
    }),
    route: key(objectName(), { meaning: 'The HTTPRoute.', example: 'income', stricter: 'head' }),
    stable: key(objectName(), {
      meaning: 'The backend (its Service) of the stable arm. Promotions exchange the arms, and an annotation of the route remembers it.',
      example: 'income-blue',
      stricter: 'head',
    }),
    canary: key(objectName(), { meaning: 'The backend of the canary arm.', example: 'income-green', stricter: 'head' }),
    readiness: key(oneOf('endpoints', 'route').prefault('endpoints'), {
      meaning: "What says that an arm is ready: the `endpoints` of its Service (EndpointSlices), or the route's own conditions alone.",
      example: 'route',
      stricter: 'head',
    }),
    ...clusterKeys(),
  }),
)

export type GatewayTargetPolicy = z.output<typeof gatewayTarget>
