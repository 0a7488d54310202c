import type { World } from '../../host/world.ts'
import { isReasonCode, type ReasonCode } from '../../judge/reason-codes.ts'
import { makeVerdict, type Verdict, type VerdictWord } from '../../judge/verdict.ts'
import { checksOfRollout } from '../../rollout/checks.ts'
import { courseOf } from '../../rollout/course.ts'
import type { Entry } from '../../rollout/entry.ts'
import { figuresOf } from '../../rollout/figures.ts'
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
  const course = courseOf(entries, rollout.id)
  const part = tellRollout(course, rollout, environment)
  const { word: answered, reasonCode, message } = answerOf(rollout, part.timeline.at(-1)?.message ?? '')
  const checks = checksOfRollout(course.decided ?? rollout, answered === 'fail')
  const unjudged = answered === 'pass' ? checks.filter(({ outcome }) => outcome === 'not-judged') : []
  // What somebody asked to be watched, and nobody could: whoever reads of the promotion must know.
  const word = unjudged.length > 0 ? 'warn' : answered
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
      figures: figuresOf(course),
      notes: [...rollout.notes, ...unjudged.map((check) => `Promoted without it: ${check.message}`)],
      environment: environmentOf(world, null),
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
    },
    { verdict: word, reasonCode, message, remedy: null, checks },
  )
}

type Answer = { readonly word: VerdictWord; readonly reasonCode: ReasonCode; readonly message: string }

function answerOf({ state, held, cause, waits }: Rollout, last: string): Answer {
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
        message: `${sentence(cause?.message ?? '')} ${state === 'rolled-back' ? last : 'It is being rolled back.'}`.trim(),
      }
    case 'aborted':
      return { word: 'warn', reasonCode: 'ABORTED', message: last }
    case 'held':
      return { word: 'warn', reasonCode: codeOf(held?.reason, 'HELD_BY_HAND'), message: held?.message ?? last }
    default:
      if (waits !== null) return { word: 'warn', reasonCode: 'UNATTENDED', message: waits }
      return { word: 'warn', reasonCode: state === 'awaiting-approval' ? 'AWAITING_APPROVAL' : 'IN_PROGRESS', message: last }
  }
}

/** A person's reason, or an alert's, may end as it likes. */
function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`
}

function runOf({ run }: World): Verdict['run'] {
  if (run === null) return null
  const { id, attempt, job, workflow, event, sha } = run
  return { id, attempt, job, workflow, event, headSha: sha, baseSha: null }
}
