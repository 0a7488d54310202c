import type { World } from '../../host/world.ts'
import type { Check } from '../../judge/check.ts'
import { NOTHING_MEASURED } from '../../judge/judge-check.ts'
import { isReasonCode, type ReasonCode } from '../../judge/reason-codes.ts'
import { makeVerdict, type Verdict, type VerdictWord } from '../../judge/verdict.ts'
import type { Entry } from '../../rollout/entry.ts'
import { judgeLive } from '../../rollout/evidence.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { tellRollout } from '../../rollout/story.ts'
import { environmentOf } from '../verdict-facts.ts'

export type RolloutVerdictParts = {
  readonly model: string
  readonly environment: string
  readonly rollout: Rollout
  readonly entries: readonly Entry[]
  readonly policy: Verdict['policy']
  readonly bytes: number
  readonly startedAt: Date
  readonly world: World
}

/** What a rollout has come to, in the format of every gate. */
export function rolloutVerdict(parts: RolloutVerdictParts): Verdict {
  const { model, environment, rollout, entries, policy, bytes, startedAt, world } = parts
  const part = tellRollout(entries, rollout, environment)
  const { word, reasonCode, message } = answerOf(rollout, part.timeline.at(-1)?.message ?? '')
  const file = (one: Rollout['candidate'], size: number) => ({
    reference: one.reference ?? one.digest.slice(0, 12),
    sha256: one.digest,
    bytes: size,
  })
  return makeVerdict(
    {
      model,
      gate: 'rollout',
      run: runOf(world),
      subject: { candidate: file(rollout.candidate, bytes), baseline: file(rollout.previous, 0), data: [] },
      policy,
      rollout: part,
      notes: [...rollout.notes],
      environment: environmentOf(world, null),
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
    },
    { verdict: word, reasonCode, message, remedy: null, checks: checksOf(rollout, word) },
  )
}

type Answer = { readonly word: VerdictWord; readonly reasonCode: ReasonCode; readonly message: string }

function answerOf({ state, held, cause }: Rollout, last: string): Answer {
  const codeOf = (code: string | null | undefined, otherwise: ReasonCode) =>
    code !== null && code !== undefined && isReasonCode(code) ? code : otherwise
  switch (state) {
    case 'promoted':
      return { word: 'pass', reasonCode: 'PROMOTED', message: last }
    case 'rolled-back':
    case 'rolling-back':
      return {
        word: 'fail',
        reasonCode: codeOf(cause?.reason, 'ROLLED_BACK'),
        message: `${cause?.message ?? ''} ${state === 'rolled-back' ? last : 'It is being rolled back.'}`.trim(),
      }
    case 'aborted':
      return { word: 'warn', reasonCode: 'ABORTED', message: last }
    case 'held':
      return { word: 'warn', reasonCode: codeOf(held?.reason, 'HELD_BY_HAND'), message: held?.message ?? last }
    default:
      return { word: 'warn', reasonCode: state === 'awaiting-approval' ? 'AWAITING_APPROVAL' : 'IN_PROGRESS', message: last }
  }
}

/** One for each guardrail. Harm is the difference of the rates or means; of latencies the share of slow requests tells. */
function checksOf(rollout: Rollout, word: VerdictWord): Check[] {
  const judged = judgeLive(rollout)
  const told = tellRollout([], rollout, '').arms
  return judged.guardrails.map(({ name, critical, rollback, exclusion, ratio, sentence }) => {
    const arms = told.find((one) => one.name === name)
    const [stable, canary] = [arms?.stable.value ?? null, arms?.canary.value ?? null]
    const harm = stable === null || canary === null ? null : canary - stable
    const isBreached = judged.rollback >= judged.rollbackAt && rollback >= Math.max(...judged.guardrails.map((one) => one.rollback))
    const isExcluded = exclusion !== null && exclusion >= judged.exclusionAt && ratio === 1
    return {
      ...NOTHING_MEASURED,
      id: name,
      metric: name,
      slice: null,
      data: 'evaluation',
      kind: 'relative',
      require: critical ? 'proof' : 'no-harm',
      outcome: isBreached ? 'fail' : isExcluded || !critical ? 'pass' : 'inconclusive',
      blocking: isBreached && word === 'fail',
      reasonCode: isBreached ? 'WORSE_THAN_MARGIN' : isExcluded || !critical ? 'NOT_WORSE' : 'CANNOT_TELL',
      baseline: stable,
      candidate: canary,
      difference: harm,
      higherIsBetter: false,
      harm,
      margin: 0,
      pValue: Math.min(1, Math.exp(-rollback)),
      n: arms?.canary.requests ?? null,
      unit: 'rows',
      method: 'e-process',
      message: `${name}: ${sentence}; ln E ${rollback.toFixed(2)} against ${judged.rollbackAt.toFixed(2)}.`,
    }
  })
}

function runOf({ run }: World): Verdict['run'] {
  if (run === null) return null
  const { id, attempt, job, workflow, event, sha } = run
  return { id, attempt, job, workflow, event, headSha: sha, baseSha: null }
}
