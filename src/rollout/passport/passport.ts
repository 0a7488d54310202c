import { digestOf } from '../chain.ts'
import { type Course, courseOf } from '../course.ts'
import type { Entry, ModelFile, StartBody } from '../entry.ts'
import type { Promotion } from '../promotions.ts'
import type { Rollout } from '../rollout.ts'
import { tellRollout, timeOf } from '../story.ts'
import { approvalsOf } from './approvals.ts'
import { type Passport, PREDICATE_TYPE, STATEMENT_TYPE, statementSchema } from './schema.ts'
import { stepsOf } from './steps.ts'

export type PassportParts = {
  readonly model: string
  readonly environment: string
  /** The whole journal: its lines, and what they say. */
  readonly lines: readonly string[]
  readonly entries: readonly Entry[]
  readonly promotion: Promotion
}

/**
 * Verdicts, approvals and canary evidence of one promoted model. Made from the journal alone: whoever has it gets the same bytes.
 *
 * @throws Error for a rollout that is not in the journal, or whose way back is still open, which is a fault of Sluice
 */
export function passportOf({ model, environment, lines, entries, promotion }: PassportParts): Passport {
  const { rollout: id } = promotion
  const upTo = entries.findLastIndex((entry) => entry.rollout === id && entry.body.kind === 'step' && entry.body.step.event === 'finish')
  const own = entries.slice(0, upTo + 1).filter(({ rollout }) => rollout === id)
  const [first, last] = [own[0], own.at(-1)]
  const course = courseOf(entries.slice(0, upTo + 1), id)
  const rollout = course.decided
  if (first === undefined || last === undefined || first.body.kind !== 'start' || rollout === null)
    throw new Error(`the journal has no finished rollout ${id}`)
  const { candidate, previous, verdicts, policySha256, sluice } = first.body
  return statementSchema.parse({
    _type: STATEMENT_TYPE,
    subject: [{ name: model, digest: { sha256: candidate.digest } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      model,
      environment,
      rollout: id,
      candidate: fileOf(candidate),
      previous: fileOf(previous),
      started: { at: timeOf(first.at), by: first.by },
      promoted: momentOf(own, 'promote', promotion.atMs),
      finished: momentOf(own, 'finish', last.at),
      verdicts: verdicts.map(verdictOf),
      approvals: approvalsOf(course),
      canary: canaryOf(course, rollout, { environment, policySha256 }),
      journal: {
        ref: `refs/sluice/${model}/${environment}`,
        firstEntry: first.seq + 1,
        lastEntry: last.seq + 1,
        sha256: digestOf(lines[last.seq] ?? ''),
      },
      sluice,
    },
  })
}

function fileOf({ digest, reference, commit }: ModelFile) {
  return { sha256: digest, reference, commit }
}

function momentOf(own: readonly Entry[], event: string, atMs: number) {
  const found = own.findLast(({ body }) => body.kind === 'step' && body.step.event === event)
  const message = found?.body.kind === 'step' ? found.body.step.message : ''
  return { at: timeOf(atMs), by: found?.by ?? '', message }
}

function verdictOf(verdict: StartBody['verdicts'][number]) {
  const { gate, file } = verdict
  return {
    gate,
    verdict: verdict.verdict,
    reasonCode: file?.reasonCode ?? null,
    fileSha256: file?.sha256 ?? null,
    policySha256: file?.policySha256 ?? null,
    commit: file?.commit ?? null,
    runId: file?.runId ?? null,
    finishedAt: file?.finishedAt ?? null,
  }
}

function canaryOf(course: Course, rollout: Rollout, { environment, policySha256 }: { environment: string; policySha256: string }) {
  const { settings } = rollout
  const { arms, rollbackAt, exclusionAt } = tellRollout(course, rollout, environment)
  return {
    policySha256,
    falseRollbackRate: settings.falseRollbackRate,
    falsePromotionRate: settings.falsePromotionRate,
    rollbackAt: rounded(rollbackAt),
    exclusionAt: rounded(exclusionAt),
    steps: stepsOf(course, settings.warmUpMs),
    measured: arms.map(({ name, what, stable, canary }) => ({
      guardrail: name,
      what,
      stable: measuredOf(stable),
      canary: measuredOf(canary),
    })),
  }
}

type MeasuredArm = ReturnType<typeof tellRollout>['arms'][number]['stable']

function measuredOf({ value, lower, upper, requests }: MeasuredArm): MeasuredArm {
  return { value: orNull(value), lower: orNull(lower), upper: orNull(upper), requests }
}

/** Another machine's last bit changes no passport. */
function rounded(value: number): number {
  return Number(value.toPrecision(6))
}

function orNull(value: number | null): number | null {
  return value === null ? null : rounded(value)
}
