import * as z from 'zod'

/** Of the contract; a program answers in the version that it was asked in. */
export const CONTRACT = 1

const bp = z.int().min(0).max(10_000)
const generation = z.string().min(1).max(256).describe('Changes with every write by anybody.')
const expectedGeneration = generation.nullable().describe('From the last `read`; null writes whatever stands there.')
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the model.')
const asked = <Name extends string, Shape extends z.core.$ZodShape>(request: Name, shape: Shape) =>
  z.object({ contract: z.literal(CONTRACT), request: z.literal(request), ...shape })

/** What is asked, one JSON document on stdin. */
export const targetRequest = z.discriminatedUnion('request', [
  asked('capabilities', {}),
  asked('read', {}),
  asked('apply', {
    shareBp: bp.describe("The canary's share in basis points: 10000 is all. Absolute."),
    expectedGeneration,
    leaseMs: z.int().min(1).nullable().describe('After so long without a renewal the share must be 0 by itself; null without a lease.'),
  }),
  asked('renew-lease', { durationMs: z.int().min(1) }),
  asked('promote', { digest, expectedGeneration }),
])

export const capabilitiesAnswer = z.object({
  ok: z.literal(true),
  lease: z.boolean().describe('The share falls to 0 by itself when the lease is not renewed.'),
  promotion: z.enum(['swap', 'retarget']),
  smallestStepBp: z.int().min(1).max(10_000).describe('Smallest share above 0.'),
  stepBp: z.int().min(1).max(10_000).default(1).describe('Shares are multiples of it: others are rounded down.'),
  compareAndSwap: z.boolean().default(false).describe('Of two writes with one `expectedGeneration` at once exactly one is done.'),
})

const arm = z.object({
  identity: digest.nullable().describe('What is served; null where the target cannot tell.'),
  ready: z.boolean(),
  why: z.string().max(1000).nullable().describe('In words, when not ready.'),
})

export const readAnswer = z.object({
  ok: z.literal(true),
  shareBp: bp.nullable().describe('As last set; null when nodes disagree.'),
  effectiveBp: bp.nullable().describe('What is really served; null when it cannot be told.'),
  generation,
  leaseLeftMs: z.number().min(0).nullable(),
  arms: z.object({ stable: arm, canary: arm }),
  mixed: z.string().max(1000).nullable().describe('Nodes that disagree, in words; null when all agree.'),
  restartedAtMs: z.number().min(0).nullable().describe('When the data plane last lost its memory, epoch milliseconds.'),
  swapped: z.boolean().optional().describe('The arms have exchanged their roles.'),
})

export const doneAnswer = z.object({ ok: z.literal(true) })

export const failedAnswer = z.object({
  ok: z.literal(false),
  kind: z
    .enum(['conflict', 'refused', 'unavailable', 'unknown-outcome'])
    .describe('`conflict`, `refused` and `unavailable` promise that nothing was changed.'),
  message: z.string().min(1).max(2000),
  retryAfterMs: z.number().min(0).nullable().optional(),
})

/** JSON Schema (2020-12) of all documents, by name. */
export function renderTargetContractSchema(): string {
  const documents = { request: targetRequest, capabilities: capabilitiesAnswer, read: readAnswer, done: doneAnswer, failed: failedAnswer }
  const $defs = Object.fromEntries(
    Object.entries(documents).map(([name, schema]) => {
      const { $schema: _, ...definition } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
      return [name, definition]
    }),
  )
  const title = `What Sluice asks of a target, and what it answers (version ${CONTRACT})`
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, $defs }, null, 2)}\n`
}
