import { holm } from '../stats/multiplicity.ts'
import type { Check } from './check.ts'
import type { Comparison } from './comparison.ts'
import { checkOf, type Finding, findingOf, isMeasured, type MeasuredFinding } from './judge-check.ts'
import type { Judgement } from './judgement.ts'
import { consequenceOf, worstCheck } from './worst-check.ts'

export type JudgeOptions = {
  /** Of each one-sided bound: 0.95. */
  readonly confidence: number
  /** `warn`: an inconclusive check no longer blocks; it keeps its outcome, and the verdict is at best `warn`. */
  readonly onInconclusive: 'block' | 'warn'
  /** What the gate asked of the data before it measured; named in the message of a check that had fewer. */
  readonly minRows: number
  readonly minRarerClass: number
}

/**
 * Is the candidate worse than the baseline by more than the margin, and how sure are we? (design §1)
 *
 * The fail claims of all `no-harm` checks of the gate are one Holm family (Holm 1979), because there are many and each is only looked at
 * for harm. A `proof` check answers for itself: it was declared as decisive, and since all of them must pass, their pass claims need
 * no correction (intersection–union).
 *
 * @param comparisons all checks of one gate and model, in the order of the policy
 */
export function judge(comparisons: readonly Comparison[], options: JudgeOptions): Judgement {
  return conclude(checksOf(comparisons, options))
}

/** The checks alone, for a gate that adds what its rules found before it concludes. */
export function checksOf(comparisons: readonly Comparison[], options: JudgeOptions): Check[] {
  const findings = comparisons.map((comparison) => findingOf(comparison, options.confidence))
  const adjusted = adjustedWithinFamily(findings)
  const family = findings.filter(isMeasured).filter(inFamily).length
  return findings.map((finding, index) => checkOf(finding, adjusted[index] ?? null, family, options))
}

/**
 * The verdict of a gate's checks: that of the worst.
 *
 * @param looked what a gate looked at that leaves a check only where it finds something (the schemas are equal); null: nothing
 */
export function conclude(checks: Check[], looked: string | null = null): Judgement {
  const worst = worstCheck(checks)
  const hasAnswer = ({ outcome, harm, kind }: Check) => outcome === 'error' || harm !== null || kind === 'rule'
  if (looked === null && !checks.some(hasAnswer)) return nothingJudged(checks)
  if (worst === null) return { verdict: 'pass', reasonCode: 'NOT_WORSE', message: looked ?? '', remedy: null, checks }
  const verdict = consequenceOf(worst)
  const message = verdict === 'pass' ? passedInWords(checks, worst, looked) : worst.message
  const reasonCode = verdict === 'pass' ? 'NOT_WORSE' : (worst.reasonCode ?? 'NOT_WORSE')
  // Where no budget holds what it would take, a longer one is no advice.
  const remedy = reasonCode === 'NOISY_RUNNER' && worst.rowsToDecide === null ? QUIETER_OR_WIDER : null
  return { verdict, reasonCode, message, remedy, checks }
}

const QUIETER_OR_WIDER = 'Use a quieter or dedicated runner, or a wider margin.'

/** A reader of a pass asks what was looked at before what came closest. */
function passedInWords(checks: readonly Check[], closest: Check, looked: string | null): string {
  const passed = checks.filter(({ outcome }) => outcome === 'pass').length
  const waived = checks.filter((check) => check.waived !== undefined && check.outcome !== 'pass').length
  const parts = [
    ...(looked === null ? [] : [looked]),
    tallyOf(passed, checks.length - waived),
    ...(waived === 0 ? [] : [waived === 1 ? 'One finding is waived.' : `${waived} findings are waived.`]),
    ...(closest.harm === null && looked !== null ? [] : [`The closest: ${closest.message}`]),
  ]
  return parts.join(' ')
}

function tallyOf(passed: number, all: number): string {
  if (passed < all) return `${passed} of ${all} checks pass, the others do not apply or had too few rows.`
  return passed === 1 ? 'The one check passes.' : `All ${passed} checks pass.`
}

function nothingJudged(checks: Check[]): Judgement {
  const first = checks[0]
  const message = first === undefined ? 'The policy asks for no check.' : `Nothing could be judged. ${first.message}`
  // What only lacked time has a remedy of its own.
  const lackedTime = checks.length > 0 && checks.every(({ reasonCode }) => reasonCode === 'BUDGET_TOO_SHORT')
  return { verdict: 'error', reasonCode: lackedTime ? 'BUDGET_TOO_SHORT' : 'NOTHING_JUDGED', message, remedy: null, checks }
}

function adjustedWithinFamily(findings: readonly Finding[]): (number | null)[] {
  const adjusted = holm(
    findings
      .filter(isMeasured)
      .filter(inFamily)
      .map(({ numbers }) => numbers.pValue),
  )
  let next = 0
  return findings.map((finding) => {
    if (!isMeasured(finding)) return null
    return inFamily(finding) ? (adjusted[next++] ?? null) : finding.numbers.pValue
  })
}

function inFamily({ comparison }: MeasuredFinding): boolean {
  return comparison.require === 'no-harm'
}
