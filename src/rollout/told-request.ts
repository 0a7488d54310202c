import { formatMinute } from '../judge/format-number.ts'
import type { Request } from './entry.ts'
import { percent } from './percent.ts'
import { ALL_BP } from './ports.ts'
import type { ClosedRequest, Rollout } from './rollout.ts'
import type { ApprovalSettings } from './settings.ts'

/** `25 % → 50 % of the traffic`, `25 % → all of the traffic, the promotion`. */
export function askInWords({ fromBp, beforeBp }: Pick<Request, 'fromBp' | 'beforeBp'>): string {
  const to = beforeBp === ALL_BP ? 'all of the traffic (the promotion)' : `${percent(beforeBp)} of the traffic`
  return `${percent(fromBp)} → ${to}`
}

/** `2026-11-28 16:11 UTC` */
export function clockInWords(atMs: number): string {
  return `${formatMinute(new Date(atMs).toISOString())} UTC`
}

/** The exact words or place by which one agrees, and by which one does not. */
export function answerInWords(approval: ApprovalSettings, { id, runId }: Pick<Request, 'id' | 'runId'>): string {
  const no = `Who does not agree ${approval.onRejection === 'rollback' ? 'takes the canary back' : 'holds the rollout'}`
  switch (approval.by) {
    case 'comment':
      return `To agree, comment \`/sluice promote ${id}\` on the merged pull request; to stop it, \`/sluice hold\` or \`/sluice abort\`.`
    case 'pull-request-review':
      return `To agree, approve the merged pull request by a review with \`${id}\` in its text. ${no} by a review that requests changes, with \`${id}\` in it.`
    case 'environment': {
      const run = runId === null ? `the run of ${approval.workflow} for ${id}` : `run ${runId} of ${approval.workflow}`
      return `To agree, approve ${run}, which waits in the environment ${approval.environment}. ${no} by rejecting it.`
    }
  }
}

/** How a request ended: `granted by @lead: review 7`, `void: the share …`. */
export function endInWords({ outcome, by, why }: Pick<ClosedRequest, 'outcome' | 'by' | 'why'>): string {
  return `${outcome}${by === null ? '' : ` by ${by}`}${why === '' ? '' : `: ${why}`}`
}

/** Why nobody's answer counts so far, as the journal last has it; null where none was given. */
export function uncountedInWords({ answer }: Pick<Rollout, 'answer'>): string | null {
  if (answer === null || answer.kind !== 'pending' || answer.why === '') return null
  return answer.by === null ? answer.why : `The answer of ${answer.by} does not count: ${answer.why}`
}
