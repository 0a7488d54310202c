import type { Place } from '../../publishing/github/client.ts'
import { nullIfMissing } from '../../publishing/github/refusals.ts'
import type { ApprovalRule } from './look.ts'

/** How an environment is protected, as GitHub enforces it. */
export type Protection = {
  readonly hasReviewers: boolean
  /** Logins of those who are named by themselves. */
  readonly userReviewers: readonly string[]
  /** Teams are among the reviewers, whose members only another token may see. */
  readonly hasTeamReviewers: boolean
  readonly preventsSelfReview: boolean
  /** Left out by some servers, which means that they may. */
  readonly canAdminsBypass: boolean
  /** Jobs of every branch may enter it. */
  readonly isOpenToAllBranches: boolean
}

/** null: there is no such environment, and GitHub would make one without protection for the first job that names it. */
export async function protectionOf(environment: string, { client, owner, repo }: Place): Promise<Protection | null> {
  const found = await client.rest.repos.getEnvironment({ owner, repo, environment_name: environment }).catch(nullIfMissing)
  if (found === null) return null
  const { protection_rules: rules = [], deployment_branch_policy: branches } = found.data
  const asking = rules.filter((rule) => rule.type === 'required_reviewers')
  const reviewers = asking.flatMap((rule) => ('reviewers' in rule ? (rule.reviewers ?? []) : []))
  return {
    hasReviewers: reviewers.length > 0,
    userReviewers: reviewers.flatMap(({ reviewer }) => (reviewer !== undefined && 'login' in reviewer ? [reviewer.login] : [])),
    hasTeamReviewers: reviewers.some(({ type }) => type === 'Team'),
    preventsSelfReview: asking.some((rule) => 'prevent_self_review' in rule && rule.prevent_self_review === true),
    canAdminsBypass: Reflect.get(found.data, 'can_admins_bypass') !== false,
    isOpenToAllBranches: branches === null || branches === undefined,
  }
}

/** As the rest of a sentence about the environment; null: only its reviewers let a job pass. */
export function whyUnprotected(protection: Protection | null, { selfApproval }: ApprovalRule): string | null {
  if (protection === null) return 'is not there'
  if (!protection.hasReviewers) return 'asks no reviewers'
  if (selfApproval === 'refuse' && !protection.preventsSelfReview) return 'lets people approve what they started themselves'
  return null
}
