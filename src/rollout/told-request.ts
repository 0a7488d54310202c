import type { Request } from './entry.ts'
import { percent } from './percent.ts'
import type { ApprovalSettings } from './settings.ts'

const ALL_BP = 10_000

/** `25 % → 50 % of the traffic`, `25 % → all of the traffic, the promotion`. */
export function askInWords({ fromBp, beforeBp }: Pick<Request, 'fromBp' | 'beforeBp'>): string {
  const to = beforeBp === ALL_BP ? 'all of the traffic (the promotion)' : `${percent(beforeBp)} of the traffic`
  return `${percent(fromBp)} → ${to}`
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
