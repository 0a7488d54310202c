import { holm } from '../stats/multiplicity.ts'
import type { Check } from './check.ts'
import type { Comparison } from './comparison.ts'
import { checkOf, type Finding, findingOf, isMeasured, type MeasuredFinding } from './judge-check.ts'
import type { ReasonCode } from './reason-codes.ts'
import type { VerdictWord } from './verdict.ts'
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

/** The answer to a gate's one question, in the fields of a verdict. */
export type Judgement = {
  readonly verdict: VerdictWord
  readonly reasonCode: ReasonCode
  /** The worst check in words. */
  readonly message: string
  readonly remedy: string | null
  readonly checks: Check[]
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
  const findings = comparisons.map((comparison) => findingOf(comparison, options.confidence))
  const adjusted = adjustedWithinFamily(findings)
  const family = findings.filter(isMeasured).filter(inFamily).length
  const checks = findings.map((finding, index) => checkOf(finding, adjusted[index] ?? null, family, options))
  const worst = worstCheck(checks)
  const cannot = checks.every(({ outcome }) => outcome !== 'error') && !findings.some(isMeasured)
  if (worst === null || cannot) return nothingJudged(checks)
  const verdict = consequenceOf(worst)
  const message = verdict === 'pass' ? `${passedInWords(checks)} The closest: ${worst.message}` : worst.message
  return { verdict, reasonCode: worst.reasonCode ?? 'NOT_WORSE', message, remedy: null, checks }
}

/** A reader of a pass asks what was looked at before what came closest. */
function passedInWords(checks: readonly Check[]): string {
  const passed = checks.filter(({ outcome }) => outcome === 'pass').length
  if (passed < checks.length) return `${passed} of ${checks.length} checks pass, the others do not apply or had too few rows.`
  return passed === 1 ? 'The one check passes.' : `All ${passed} checks pass.`
}

/** The gate broke off before there was anything to compare: a model that crashed, data that cannot be read. */
export function couldNotMeasure(problem: {
  readonly reasonCode: ReasonCode
  readonly message: string
  readonly remedy: string
}): Judgement {
  return { verdict: 'error', reasonCode: problem.reasonCode, message: problem.message, remedy: problem.remedy, checks: [] }
}

/** Same bytes, same data, same policy (design §4): nothing was loaded. */
export function unchanged(): Judgement {
  const message = 'The model, the evaluation data and the policy are byte for byte those of the baseline.'
  return { verdict: 'pass', reasonCode: 'UNCHANGED', message, remedy: null, checks: [] }
}

function nothingJudged(checks: Check[]): Judgement {
  const first = checks[0]
  const message = first === undefined ? 'The policy asks for no check.' : `Nothing could be judged. ${first.message}`
  return { verdict: 'error', reasonCode: 'NOTHING_JUDGED', message, remedy: null, checks }
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
