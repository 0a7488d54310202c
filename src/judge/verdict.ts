import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { checkSchema, reasonCode, text } from './check.ts'
import { figureSchema, MAX_FIGURES } from './figure.ts'
import type { Judgement } from './judgement.ts'
import { warnOfUnseenRules } from './loosened.ts'
import { rolloutPart } from './rollout-part.ts'

/** The major version of the format; a reader refuses a newer one and ignores fields that it does not know. */
export const SCHEMA_VERSION = 1

const MAX_CHECKS = 20_000
const MAX_NOTES = 1_000

const count = z.int().min(0)
const file = z.object({
  reference: text,
  sha256: text,
  bytes: count,
  identity: z
    .enum(['bytes', 'declared'])
    .default('bytes')
    .describe('What the digest is of: the bytes, or what the policy declares of a command or an endpoint (what answers is not covered).'),
})

const run = z.object({
  id: count,
  attempt: count,
  job: text,
  workflow: text,
  event: text,
  headSha: text.nullable(),
  baseSha: text.nullable(),
})

const subject = z.object({
  candidate: file.nullable().describe('null when it could not be had: the verdict is then an error.'),
  baseline: file.nullable(),
  anchor: file.nullable().default(null).describe('The last released model, where it was compared with.'),
  data: z.array(z.object({ role: text, reference: text, sha256: text, rows: count })).max(MAX_NOTES),
})

const loosened = z.object({ rule: text, base: text.nullable(), head: text.nullable(), kept: text.nullable() })

const policy = z.object({
  path: text,
  sha256: text.describe('Of the effective policy as canonical JSON.'),
  source: text.describe('base+head, head, bootstrap, working-tree'),
  loosened: z.array(loosened).max(MAX_NOTES).default([]).describe('Rules that the head removes or loosens; the base’s still applied.'),
})

const machine = z.object({
  allowedCpus: count,
  pinnedTo: z.array(count).max(MAX_NOTES).nullable().describe('CPUs that the last round was held to.'),
  threads: count,
  stealShare: z.number().min(0).max(1).nullable().describe('Share of the time that the hypervisor gave to others.'),
  cpuLimit: z.number().positive().nullable().describe('Of the control group, in cores.'),
  memoryLimitBytes: count.nullable().describe('Of the control group.'),
})

const environment = z.object({
  sluice: text,
  node: text,
  onnxruntime: text.nullable(),
  cpu: text,
  features: z.array(text).max(MAX_NOTES),
  machine: machine.nullable().default(null).describe('What times depend on besides; null where nothing was timed.'),
})

/**
 * Answers that turned right or wrong. The groups, of declared slices and of all columns of the data, were searched for: exploratory,
 * never judged.
 */
const flips = z.object({
  rows: count,
  toWrong: count,
  toRight: count,
  groups: z.array(z.object({ slice: text, rows: count, toWrong: count, toRight: count })).max(MAX_NOTES),
  file: text.nullable().default(null),
})

/** Of the diff gate, whatever became of it: one in force covers a finding, an expired one no longer does. */
const declaredWaiver = z.object({
  rule: text,
  subject: text.nullable(),
  reason: text,
  by: text,
  expires: text,
  state: z.enum(['in-force', 'expired', 'unused']).describe('unused: nothing was found that it covers.'),
})

/** A number that is shown and never judged, with the reason (expected_calibration_error is biased upward). */
const reported = z.object({
  metric: text,
  slice: text.nullable(),
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  missing: text.optional().describe('What null means here; “not defined” when left out.'),
  why: text,
})

export const verdictSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    model: text,
    gate: text,
    verdict: z.enum(['pass', 'warn', 'inconclusive', 'fail', 'error']),
    reasonCode,
    message: text.default('').describe('The worst check in words, or why nothing could be checked.'),
    remedy: text.nullable().default(null).describe('What to do about it, where more is known than the reason code says.'),
    run: run.nullable().describe('null outside a runner'),
    subject,
    policy,
    checks: z.array(checkSchema).max(MAX_CHECKS),
    reported: z.array(reported).max(MAX_CHECKS).default([]),
    waivers: z.array(declaredWaiver).max(MAX_NOTES).default([]).describe('All that the policy declares for this gate.'),
    flips: flips.nullable().default(null),
    rollout: rolloutPart.nullable().default(null).describe('Of a rollout: the time line of its decisions.'),
    figures: z.array(figureSchema).max(MAX_FIGURES).default([]).describe('What the plots of report.html are drawn from.'),
    batchRows: count.nullable().default(null).describe('Rows of one inference call, the same in both arms.'),
    candidatesJudged: count.nullable().default(null).describe('Distinct candidates judged on this evaluation data so far.'),
    notes: z.array(text).max(MAX_NOTES).default([]).describe('Sentences about how it was measured.'),
    environment,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
  })
  .meta({ title: 'Sluice verdict', description: 'What a gate found, and all that others may rely on.' })

export type Verdict = z.infer<typeof verdictSchema>
export type VerdictWord = Verdict['verdict']
export type DeclaredWaiver = z.infer<typeof declaredWaiver>
export type Flips = z.infer<typeof flips>

/** What the gate knows beside the judgement. Optional parts take the schema's defaults. */
export type VerdictFacts = Omit<z.input<typeof verdictSchema>, 'schemaVersion' | keyof Judgement>

/** @throws ZodError when the facts break the format, which is a fault of Sluice */
export function makeVerdict(facts: VerdictFacts, judgement: Judgement): Verdict {
  return verdictSchema.parse({ schemaVersion: SCHEMA_VERSION, ...facts, ...warnOfUnseenRules(judgement, facts.policy.loosened ?? []) })
}

/** The text of a verdict file. */
export function renderVerdict(verdict: Verdict): string {
  return `${JSON.stringify(verdict, null, 2)}\n`
}

/**
 * Reads a verdict file, which may come from an untrusted run.
 *
 * @param where names the file in messages
 * @throws UsageError for text that is no JSON, a newer format, or a field that breaks it (the first is named by its path)
 */
export function parseVerdict(json: string, where: string): Verdict {
  const document = parseJson(json, where)
  const version = versionOf(document)
  if (version !== null && version > SCHEMA_VERSION) {
    throw new UsageError({
      where: `${where}: schemaVersion`,
      found: `format ${version}`,
      expected: `format ${SCHEMA_VERSION}`,
      remedy: 'The verdict was written by a newer Sluice: use the same version in both jobs.',
    })
  }
  const result = verdictSchema.safeParse(document)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new UsageError({
    where: `${where}: ${issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')}`,
    found: issue?.message ?? 'something else',
    expected: 'a verdict as in docs/verdict.schema.json',
    remedy: 'Hand in the file as a gate wrote it.',
  })
}

/** docs/verdict.schema.json: what a reader accepts, so that unknown fields are allowed and defaulted ones optional. */
export function renderVerdictJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(verdictSchema, { io: 'input' }), null, 2)}\n`
}

function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new UsageError({
      where,
      found: cause instanceof Error ? cause.message : 'no JSON',
      expected: 'the JSON text of a verdict',
      remedy: 'Hand in the file as a gate wrote it.',
    })
  }
}

function versionOf(document: unknown): number | null {
  if (typeof document !== 'object' || document === null || !('schemaVersion' in document)) return null
  return typeof document.schemaVersion === 'number' ? document.schemaVersion : null
}
