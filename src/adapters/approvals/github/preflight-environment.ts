import { UsageError } from '../../../errors.ts'
import { nullIfMissing } from '../../publishing/github/refusals.ts'
import { findWorkflow } from './find-workflow.ts'
import type { Ahead } from './preflight.ts'
import { checkPermissions } from './preflight-people.ts'
import { type Protection, protectionOf } from './protection.ts'

/** The environment is there and only its reviewers let a job pass; the workflow that waits in it can be started. */
export async function checkEnvironment(ahead: Ahead): Promise<readonly string[]> {
  const { asked, place, subject, rule, where } = ahead
  const { environment } = subject
  const protection = await asked('Looking at an environment', 'actions: read', () => protectionOf(environment, place))
  const problem = (found: string, expected: string, remedy: string) => new UsageError({ where: `${where}.by`, found, expected, remedy })
  if (protection === null)
    throw problem(
      `environment, and this repository has no environment ${environment}`,
      'one that is protected by required reviewers: GitHub would make it unprotected for the first job that names it',
      `Create it under Settings, Environments, add required reviewers${rule.selfApproval === 'refuse' ? ', and tick "Prevent self-review"' : ''}.`,
    )
  if (!protection.hasReviewers) throw await withoutReviewers(ahead, problem)
  if (rule.selfApproval === 'refuse' && !protection.preventsSelfReview)
    throw problem(
      `environment, and ${environment} lets people approve what they started themselves`,
      '"Prevent self-review" in it, because the policy says `self-approval: refuse`',
      'Tick it under Settings, Environments, or say `self-approval: allow`.',
    )
  await checkWorkflow(ahead)
  return [...notesOn(protection, environment), ...(await checkReviewers(ahead, protection))]
}

type Problem = (found: string, expected: string, remedy: string) => UsageError

/** In private repositories the rule is not there to be set, unless the plan has it: then there is nothing to forget. */
async function withoutReviewers({ asked, place, subject }: Ahead, problem: Problem): Promise<UsageError> {
  const { client, owner, repo } = place
  const { data } = await asked('Looking at the repository', 'metadata: read', () => client.rest.repos.get({ owner, repo }))
  const found = `environment, and ${subject.environment} asks no reviewers`
  if (!data.private) return problem(found, 'required reviewers', 'Add them under Settings, Environments.')
  return problem(
    `${found} in a private repository`,
    'required reviewers, which private repositories have on GitHub Enterprise alone (public ones on every plan)',
    'Say `by: pull-request-review` or `by: comment`, which need no plan; with Enterprise add reviewers under Settings, Environments.',
  )
}

function notesOn({ canAdminsBypass, isOpenToAllBranches }: Protection, environment: string): string[] {
  return [
    ...(canAdminsBypass
      ? [
          `Administrators may let a job pass the reviewers of ${environment}; that counts as no answer. The environment's settings can forbid it.`,
        ]
      : []),
    ...(isOpenToAllBranches
      ? [
          `Jobs of every branch may enter ${environment}: limit it to the default branch under Settings, Environments, so that no branch has its secrets.`,
        ]
      : []),
  ]
}

/** GitHub lets a reviewer answer who may only read; the policy may ask for more. */
function checkReviewers(ahead: Ahead, { userReviewers, hasTeamReviewers }: Protection): Promise<string[]> {
  const who = `a reviewer of ${ahead.subject.environment}`
  return checkPermissions(userReviewers, { who, where: `${ahead.where}.permission`, areAll: !hasTeamReviewers }, ahead)
}

async function checkWorkflow(ahead: Ahead): Promise<void> {
  const { asked, place, rule, where } = ahead
  const { client, owner, repo } = place
  const path = `.github/workflows/${rule.workflow}`
  const problem = (found: string, expected: string, remedy: string) =>
    new UsageError({ where: `${where}.workflow`, found, expected, remedy })
  const workflow = await findWorkflow(rule.workflow, ahead)
  if (workflow === null)
    throw problem(`${rule.workflow}, and the default branch has no ${path}`, 'the workflow whose job waits for the reviewers', COPY)
  const { state, html_url } = workflow
  if (state !== 'active')
    throw problem(`${rule.workflow}, which is switched off (${state})`, 'a workflow that can be started', `Enable it: ${html_url}.`)
  const file = await asked('Reading a workflow', 'contents: read', () =>
    client.rest.repos.getContent({ owner, repo, path }).catch(nullIfMissing),
  )
  const text = file !== null && 'content' in file.data ? Buffer.from(file.data.content, 'base64').toString('utf8') : ''
  if (!/^run-name:.*\binputs\.request\b/m.test(text))
    throw problem(
      `${rule.workflow}, whose runs do not say in their title which request they are for`,
      `\`run-name: Approve \${{ inputs.request }}\`: reviewers see it, and it ties their answer to the request`,
      COPY,
    )
}

const COPY = 'Copy rollout-approve.yml of action-templates/ to .github/workflows/ of the default branch.'
