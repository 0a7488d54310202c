import type { JsonObject } from './json-patch.ts'

export type CustomKind = {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  /** OpenAPI schemas of the top-level fields, and `status` as a subresource where there is one. */
  readonly properties: JsonObject
  readonly hasStatus: boolean
}

const OPEN: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

const backendRef: JsonObject = {
  type: 'object',
  properties: {
    group: { type: 'string' },
    kind: { type: 'string' },
    name: { type: 'string' },
    namespace: { type: 'string' },
    port: { type: 'integer' },
    weight: { type: 'integer', format: 'int32', minimum: 0, maximum: 1000000, default: 1 },
  },
}

/** Of the vendors' CRDs what a target writes, with their bounds and defaults; the rest is left open. */
export const KINDS: readonly CustomKind[] = [
  {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    plural: 'httproutes',
    kind: 'HTTPRoute',
    hasStatus: true,
    properties: {
      spec: {
        type: 'object',
        properties: {
          parentRefs: { type: 'array', items: OPEN },
          rules: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                matches: { type: 'array', items: OPEN },
                backendRefs: { type: 'array', items: backendRef },
              },
            },
          },
        },
      },
      status: OPEN,
    },
  },
  {
    group: 'serving.kserve.io',
    version: 'v1beta1',
    plural: 'inferenceservices',
    kind: 'InferenceService',
    hasStatus: true,
    properties: {
      spec: {
        type: 'object',
        properties: {
          predictor: { ...OPEN, properties: { canaryTrafficPercent: { type: 'integer', format: 'int64' } } },
          canary: {
            type: 'array',
            items: { type: 'object', properties: { trafficPercent: { type: 'integer', minimum: 0, maximum: 100 }, predictor: OPEN } },
          },
        },
      },
      status: OPEN,
    },
  },
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    plural: 'rollouts',
    kind: 'Rollout',
    hasStatus: true,
    properties: { spec: OPEN, status: OPEN },
  },
  // What a core API server and Knative serve; here the same code stores them as custom resources.
  {
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    kind: 'Lease',
    hasStatus: false,
    properties: {
      spec: { type: 'object', properties: { holderIdentity: { type: 'string' }, renewTime: { type: 'string', format: 'date-time' } } },
    },
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    hasStatus: false,
    properties: { addressType: { type: 'string' }, endpoints: { type: 'array', items: OPEN } },
  },
  {
    group: 'serving.knative.dev',
    version: 'v1',
    plural: 'revisions',
    kind: 'Revision',
    hasStatus: true,
    properties: { spec: OPEN, status: OPEN },
  },
]

/** A core kind: custom resources cannot have a group without a dot, so only the fake serves it. */
export const REPLICA_SETS: CustomKind = {
  group: 'apps',
  version: 'v1',
  plural: 'replicasets',
  kind: 'ReplicaSet',
  hasStatus: true,
  properties: { spec: OPEN, status: OPEN },
}

export function crdOf({ group, version, plural, kind, properties, hasStatus }: CustomKind): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' } },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          ...(hasStatus ? { subresources: { status: {} } } : {}),
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, ...properties },
            },
          },
        },
      ],
    },
  }
}
