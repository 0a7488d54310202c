import type { Check } from '../../judge/check.ts'
import { checksOf, conclude } from '../../judge/judge.ts'
import type { Judgement } from '../../judge/judgement.ts'
import type { DeclaredWaiver } from '../../judge/verdict.ts'
import { inOrderOfConcern } from '../../judge/worst-check.ts'
import { type Compatibility, checksOfFindings, waiveChecks } from './apply-rules.ts'
import type { DiffPart } from './finding.ts'
import type { DiffPolicy } from './policy.ts'
import { isRuleId, ruleOf } from './rules/registry.ts'
import { openWaivers, ruleOfCheck } from './waivers.ts'

export type ConcludeOptions = {
  readonly diff: Pick<DiffPolicy, 'confidence' | 'rules' | 'waivers' | 'consumers'> & { readonly minRows: number }
  readonly compatibility: Compatibility
  /** As 2026-11-24, in UTC. */
  readonly today: string
  /** SHA-256 of the data whose drift is judged. */
  readonly dataDigest: string | null
  /** What was looked at, for a pass without a finding. */
  readonly looked: string
}

export type ConcludedDiff = { readonly judgement: Judgement; readonly waivers: readonly DeclaredWaiver[] }

/** One answer of all parts: measured drift through the judge, findings as the policy says, waivers over both. */
export function concludeDiff(
  parts: readonly DiffPart[],
  { diff, compatibility, today, dataDigest, looked }: ConcludeOptions,
): ConcludedDiff {
  const waivers = openWaivers(diff.waivers, today)
  const settings = { compatibility, effects: diff.rules, consumers: diff.consumers, waivers }
  const ruled = checksOfFindings(
    parts.flatMap(({ findings }) => findings),
    settings,
  )
  // One family: all columns, against all references.
  const judged = checksOf(
    parts.flatMap(({ comparisons }) => comparisons),
    { confidence: diff.confidence, onInconclusive: 'block', minRows: diff.minRows, minRarerClass: 0 },
  )
  const checks = [...ruled, ...waiveChecks(judged, dataDigest, settings)]
  const inOrder = inOrderOfConcern(checks)
  return { judgement: withRemedy(conclude(inOrder, looked), inOrder[0]), waivers: waivers.declared() }
}

/** What a reason code advises is about models; a rule knows what to do about data. */
function withRemedy(judgement: Judgement, worst: Check | undefined): Judgement {
  const rule = worst === undefined ? '' : ruleOfCheck(worst)
  const isFound = judgement.verdict === 'fail' || judgement.verdict === 'warn'
  return isFound && isRuleId(rule) ? { ...judgement, remedy: ruleOf(rule).remedy } : judgement
}
