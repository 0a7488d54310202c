import type { ApprovalAnswer, ApprovalRequest } from '../../../rollout/ports.ts'
import { isSameName } from '../../../rollout/who-may.ts'
import type { Client } from '../../publishing/github/client.ts'
import { CLOCK_SKEW_MS, clock, type Heard, isAfter, type Look, namesRequest, pending } from './look.ts'
import { protectionOf, whyUnprotected } from './protection.ts'
import { startRun } from './start-run.ts'
import { type Voice, weigh } from './weigh.ts'

type Run = Awaited<ReturnType<Client['rest']['actions']['getWorkflowRun']>>['data']
type Approval = Awaited<ReturnType<Client['rest']['actions']['getReviewsForRun']>>['data'][number]

/**
 * The reviewers of the protected environment answer, in GitHub's own dialog: for the one run that the journal names, which must be the
 * policy's workflow, of the default branch, for this very request. The journal is no authority: all of it is read from the run.
 */
export async function readEnvironment(look: Look): Promise<Heard> {
  const { place, request } = look
  const { client, owner, repo } = place
  const { default_branch: branch } = (await client.rest.repos.get({ owner, repo })).data
  if (request.runId === null) return startRun(look, branch)
  const { data: run } = await client.rest.actions.getWorkflowRun({ owner, repo, run_id: request.runId })
  const heard = (answer: ApprovalAnswer): Heard => ({ answer, runUrl: run.html_url })
  const flaw = flawOf(run, look, branch)
  if (flaw !== null) return heard(pending(`Run ${run.id} does not count: ${flaw}.`))
  return heard(await hearReviewers(run, look))
}

async function hearReviewers(run: Run, look: Look): Promise<ApprovalAnswer> {
  const { place, rule, subject } = look
  const { client, owner, repo } = place
  const { data } = await client.rest.actions.getReviewsForRun({ owner, repo, run_id: run.id })
  const said = data.filter(({ environments }) => environments.some(({ name }) => isSameName(name ?? '', subject.environment)))
  const rejection = said.find(({ state }) => state === 'rejected')
  if (rejection !== undefined) return { kind: 'refused', by: rejection.user?.login ?? null, why: wordsOf(rejection, run) }
  const unprotected = whyUnprotected(await protectionOf(subject.environment, place), rule)
  if (unprotected !== null) return pending(`The environment ${subject.environment} ${unprotected}: nobody's answer in it counts.`)
  const voices = said.filter(({ state }) => state === 'approved').map((approval) => voiceOf(approval, run))
  return weigh(voices, look, unheardIn(run, subject.environment))
}

/** GitHub lists no comment for some rejections. */
function wordsOf({ comment }: Approval, run: Run): string {
  return `rejected in ${run.html_url}${comment === '' ? '' : `: ${comment}`}`
}

function voiceOf({ user }: Approval, { html_url }: Run): Voice {
  return { says: 'yes', login: user?.login ?? null, isPerson: user?.type === 'User', said: `approved in ${html_url}`, flaw: null }
}

function unheardIn({ html_url, status, conclusion }: Run, environment: string): string {
  if (status === 'completed')
    return `${html_url} ended (${conclusion ?? 'no conclusion'}) without the answer of a reviewer of ${environment}: an administrator who lets a job pass gives none.`
  if (status === 'waiting') return `${html_url} waits for a reviewer of ${environment}.`
  return `${html_url} has no answer of a reviewer of ${environment}.`
}

/** Why this run cannot stand for the request; null: it can. */
function flawOf(run: Run, { place, rule, request }: Look, branch: string): string | null {
  const repository = `${place.owner}/${place.repo}`
  const [path = ''] = run.path.split('@')
  if (!isSameName(run.repository.full_name, repository)) return `it is of ${run.repository.full_name}, not of ${repository}`
  if (path !== `.github/workflows/${rule.workflow}`) return `it is of the workflow ${path}, not of ${rule.workflow}`
  if (run.event !== 'workflow_dispatch') return `it was started by ${run.event}, not by workflow_dispatch`
  if (run.head_branch !== branch || !isSameName(run.head_repository.full_name, repository))
    return `it runs the workflow as it is in ${run.head_repository.full_name}, branch ${run.head_branch}, not in the default branch ${branch}`
  if ((run.run_attempt ?? 1) !== 1)
    return `it was run again (attempt ${run.run_attempt}), and GitHub does not tell which attempt was approved`
  return whyOtherRequest(run, request)
}

/** Reviewers see the title of the run when they answer, and GitHub makes it of what the run was started with. */
function whyOtherRequest({ created_at, display_title }: Run, { id, askedAtMs, expiresAtMs }: ApprovalRequest): string | null {
  if (!(Date.parse(created_at) >= askedAtMs - CLOCK_SKEW_MS)) return `it was started before the request of ${clock(askedAtMs)}`
  if (isAfter(created_at, expiresAtMs)) return `it was started after ${clock(expiresAtMs)}, when the request was void`
  if (!namesRequest(display_title, id)) return `its title does not name the request ${id}`
  return null
}
