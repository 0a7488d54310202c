import { UsageError } from '../../errors.ts'
import { type FetchOutcome, requireFetched } from '../git/fetch-commit.ts'
import type { Repository } from '../git/repository.ts'
import { type RunEvent, readDefaultBranch, readMergeGroup, readPullRequest, readPush } from './event.ts'

export type Commit = { readonly commit: string }
/** What is released is known to the rollout's journal; until there is one it cannot be resolved. */
export type Revision = Commit | 'working-tree' | 'released'

export type Chosen = {
  readonly candidate: Revision
  /** null: there is nothing to compare with, which `notes` explain. */
  readonly baseline: Revision | null
  /** What is released goes before `baseline`, where something is: after a push what is live counts, not the commit before. */
  readonly releasedFirst?: true
  /** The policy is the stricter of both; base null: head's alone. */
  readonly policies: { readonly base: Commit | null; readonly head: Commit | 'working-tree' }
  /** Sentences for the report: what was taken for what, where that is not plain. */
  readonly notes: readonly string[]
}

type Git = Pick<Repository, 'revParse' | 'parents' | 'mergeBase' | 'isShallow' | 'upstream' | 'fetchCommit' | 'remoteTip'>

export type Occasion = {
  /** null in a terminal. */
  readonly event: RunEvent | null
  readonly repository: Git | null
  /** Whether the inputs `candidate` and `baseline` name the subjects themselves. */
  readonly given: { readonly candidate: boolean; readonly baseline: boolean }
}

/** Which commits stand for candidate, baseline and policy (design §4). Whatever it names has been fetched. */
export async function chooseSubjects({ event, repository, given }: Occasion): Promise<Chosen> {
  if (event === null) return repository === null ? outsideGit() : chooseInTerminal(repository)
  if (repository === null) throw withoutRepository(event.name)
  if (PULL_REQUEST_EVENTS.includes(event.name)) return chooseForPullRequest(event, repository)
  switch (event.name) {
    case 'merge_group':
      return chooseForMergeGroup(event, repository)
    case 'push':
      return chooseForPush(event, repository, given.baseline)
    default:
      return chooseForDispatch(event, repository)
  }
}

async function chooseForPullRequest(event: RunEvent, git: Git): Promise<Chosen> {
  const { base, head } = readPullRequest(event)
  const checkout = await requireHead(git)
  if (checkout === base.sha) throw checkedOutBase(event.name, checkout)
  const [first, second] = await git.parents(checkout)
  if (first !== undefined && second === head.sha && checkout !== head.sha) {
    requireFetched(await git.fetchCommit(first), first, 'the pull request is merged into (the baseline)')
    return against(first, first, [])
  }
  requireFetched(await git.fetchCommit(base.sha), base.sha, 'the pull request goes to (the baseline)')
  const fork = await findMergeBase(git, checkout, base.sha)
  if (fork === checkout) throw checkedOutBase(event.name, checkout)
  const about = checkout === head.sha ? [] : [`The checkout ${short(checkout)} is neither the pull request's head nor its merge commit.`]
  const note =
    fork === null
      ? `No merge base is in reach of this shallow checkout, so the baseline is the tip ${short(base.sha)} of the base branch; \`fetch-depth: 0\` finds it.`
      : `The baseline is the merge base ${short(fork)}: the checkout is not a merge commit.`
  return against(fork ?? base.sha, base.sha, [...about, note])
}

async function chooseForMergeGroup(event: RunEvent, git: Git): Promise<Chosen> {
  const { base_sha: base, head_sha: head } = readMergeGroup(event)
  requireFetched(await git.fetchCommit(base), base, 'the merge queue started from (the baseline)')
  const candidate = await checkedOutOr(git, head, 'the merge queue tests (the candidate)')
  return {
    candidate: candidate.revision,
    baseline: { commit: base },
    policies: { base: { commit: base }, head: candidate.revision },
    notes: candidate.notes,
  }
}

async function chooseForPush(event: RunEvent, git: Git, hasBaseline: boolean): Promise<Chosen> {
  const { before } = readPush(event)
  const candidate = await checkedOutOr(git, event.sha, 'was pushed (the candidate)')
  const chosen = (baseline: Commit | null, ...notes: string[]): Chosen => ({
    candidate: candidate.revision,
    baseline,
    ...(hasBaseline ? {} : { releasedFirst: true }),
    policies: { base: null, head: candidate.revision },
    notes: [...candidate.notes, ...notes],
  })
  if (hasBaseline) return chosen(null)
  if (/^0+$/.test(before)) return chosen(null, 'The push created the branch or tag, so there is no commit before it to compare with.')
  const outcome: FetchOutcome = await git.fetchCommit(before)
  if (outcome.kind === 'gone')
    return chosen(null, `The commit before the push, ${short(before)}, is gone (a force push), so there is nothing to compare with.`)
  requireFetched(outcome, before, 'was the tip before the push (the baseline)')
  return chosen({ commit: before })
}

/** schedule, workflow_dispatch and whatever else starts a run without a change to judge. */
async function chooseForDispatch(event: RunEvent, git: Git): Promise<Chosen> {
  const branch = readDefaultBranch(event)
  const chosen = (head: Commit | 'working-tree', ...notes: string[]): Chosen => ({
    candidate: 'released',
    baseline: null,
    policies: { base: null, head },
    notes,
  })
  const checkout = await requireHead(git)
  if (event.ref === `refs/heads/${branch}` && checkout === event.sha) return chosen('working-tree')
  const tip = await git.remoteTip(branch)
  if (tip === null) throw unknownBranch(event.name, branch)
  requireFetched(await git.fetchCommit(tip), tip, 'holds the policy (the default branch)')
  return tip === checkout
    ? chosen('working-tree')
    : chosen({ commit: tip }, `The policy is that of ${branch} at ${short(tip)}, not of the checkout.`)
}

async function chooseInTerminal(git: Git): Promise<Chosen> {
  const policies = { base: null, head: 'working-tree' } as const
  const head = await git.revParse('HEAD')
  if (head === null)
    return {
      candidate: 'working-tree',
      baseline: null,
      policies,
      notes: ['The repository has no commit yet, so there is nothing to compare with.'],
    }
  const upstream = await git.upstream()
  const fork = upstream === null ? null : await git.mergeBase(head, upstream.commit)
  const baseline = { commit: fork ?? head }
  const note =
    fork === null || fork === head
      ? `The working tree is compared with HEAD (${short(head)}).`
      : `The working tree is compared with ${short(fork)}, where it left ${upstream?.name}.`
  return { candidate: 'working-tree', baseline, policies, notes: [note] }
}

function outsideGit(): Chosen {
  const notes = ['There is no git repository here, so nothing to compare with but what `--baseline` names.']
  return { candidate: 'working-tree', baseline: null, policies: { base: null, head: 'working-tree' }, notes }
}

/** The policy is that of the branch's tip also where the models meet at the merge base: an old fork must not revive an old policy. */
function against(baseline: string, tip: string, notes: readonly string[]): Chosen {
  return { candidate: 'working-tree', baseline: { commit: baseline }, policies: { base: { commit: tip }, head: 'working-tree' }, notes }
}

/** The checkout where it is that commit: earlier steps may have brought files that git does not hold (dvc pull, git lfs pull). */
async function checkedOutOr(git: Git, commit: string, purpose: string): Promise<{ revision: Commit | 'working-tree'; notes: string[] }> {
  const checkout = await requireHead(git)
  if (checkout === commit) return { revision: 'working-tree', notes: [] }
  requireFetched(await git.fetchCommit(commit), commit, purpose)
  return { revision: { commit }, notes: [`The candidate is commit ${short(commit)}; the checkout is ${short(checkout)}.`] }
}

/** A shallow checkout gets some history once; all of it could be gigabytes of old models. */
async function findMergeBase(git: Git, head: string, base: string): Promise<string | null> {
  const near = await git.mergeBase(head, base)
  if (near !== null || !(await git.isShallow())) return near
  for (const commit of [base, head]) {
    const outcome = await git.fetchCommit(commit, DEEPER_COMMITS)
    if (outcome.kind !== 'fetched') return null
  }
  return git.mergeBase(head, base)
}

async function requireHead(git: Git): Promise<string> {
  const head = await git.revParse('HEAD')
  if (head !== null) return head
  throw withoutRepository('checkout without a commit')
}

function withoutRepository(what: string): UsageError {
  return new UsageError({
    where: `event ${what}`,
    found: 'no git repository in the working folder',
    expected: 'a checkout: the baseline and the policy come from its commits',
    remedy: 'Run actions/checkout first; in a container install git before it, else it unpacks an archive without history.',
  })
}

function checkedOutBase(event: string, checkout: string): UsageError {
  return new UsageError({
    where: `event ${event}`,
    found: `a checkout of ${short(checkout)}, which holds nothing of the pull request`,
    expected: "the pull request's merge commit or head: the base would be compared with itself and pass",
    remedy: 'Use the event pull_request with actions/checkout as it is by default. In pull_request_target the checkout is the base.',
  })
}

function unknownBranch(event: string, branch: string): UsageError {
  return new UsageError({
    where: `event ${event}`,
    found: `no branch \`${branch}\` at the remote`,
    expected: 'the default branch, whose policy holds outside pull requests',
    remedy: 'Give the job `permissions: contents: read`, or run on the default branch.',
  })
}

function short(commit: string): string {
  return commit.slice(0, 12)
}

const PULL_REQUEST_EVENTS = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment']
/** Most pull requests fork off later than so many commits ago. */
const DEEPER_COMMITS = 50
