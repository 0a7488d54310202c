import type { Comparison } from '../../judge/comparison.ts'
import type { Figure } from '../../judge/figure.ts'
import type { Verdict } from '../../judge/verdict.ts'
import type { RuleId } from './rules/registry.ts'
import type { Severity } from './rules/rule.ts'

/** What a rule of the catalogue found. Drift is no finding but a Comparison, because it is judged. */
export type Finding = {
  readonly rule: RuleId
  /** The column, tensor, package or file; `rows` for the table, `model` for the model as a whole. */
  readonly subject: string
  /** What changed, in a sentence. */
  readonly message: string
  /** What the message rests on: types, numbers, values. */
  readonly evidence: string
  /** Where the place makes it graver or milder than the rule is by itself (a new category of the label). */
  readonly severity?: Severity
  /** SHA-256 of the file that changed; a waiver may be bound to it. */
  readonly digest?: string
  /** Which of several references it was compared with. */
  readonly against?: string
  /** Whom it breaks, with their owners, where the finding is about one; else whoever reads the subject. */
  readonly consumers?: readonly string[]
}

/** What one part of the gate brings: schema, distribution, model contract, serving. */
export type DiffPart = {
  readonly comparisons: readonly Comparison[]
  readonly findings: readonly Finding[]
  readonly figures: readonly Figure[]
  readonly reported: Verdict['reported']
  /** Sentences about how it was measured, and about what was not. */
  readonly notes: readonly string[]
}

export const NOTHING_FOUND: DiffPart = { comparisons: [], findings: [], figures: [], reported: [], notes: [] }
