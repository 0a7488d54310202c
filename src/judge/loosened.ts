import type { Judgement } from './judgement.ts'

export type LoosenedRule = {
  readonly rule: string
  readonly base: string | null
  readonly head: string | null
  readonly kept: string | null
}

/** Above the rules of a pull request: whether all that it loosens was kept, which is all but a base policy that nobody can read. */
export function loosenedTitle(loosened: readonly LoosenedRule[]): { readonly strong: string; readonly rest: string } {
  return loosened.some(isNotKept)
    ? { strong: 'The base commit’s policy cannot be read', rest: 'the pull request’s own rules applied, and nobody has compared them:' }
    : { strong: 'The pull request loosens the policy', rest: 'the stricter rules applied:' }
}

/** A pass by rules that replace others unseen asks a person to look. */
export function warnOfUnseenRules(judgement: Judgement, loosened: readonly LoosenedRule[]): Judgement {
  if (judgement.verdict !== 'pass' || !loosened.some(isNotKept)) return judgement
  const why = 'The base commit’s policy cannot be read, so this was judged by the pull request’s own rules alone.'
  return { ...judgement, verdict: 'warn', reasonCode: 'POLICY_LOOSENED', message: `${why} ${judgement.message}` }
}

function isNotKept({ kept }: LoosenedRule): boolean {
  return kept === null
}
