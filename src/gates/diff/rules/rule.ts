/** What a rule does when it finds something: breaking fails, risky warns, info is listed. */
export type Severity = 'breaking' | 'risky' | 'info'

/** An entry of the catalogue; docs/rules.md is made from it. All texts are Markdown. */
export type Rule = {
  /** What changed, as a heading's words. */
  readonly title: string
  /** `judged`: no severity of its own, judge() decides by the margin. */
  readonly severity: Severity | 'judged'
  /**
   * Which direction it breaks: `backward` a new reader of old data, `forward` an old reader of new data. Under a `compatibility` that
   * does not ask for that direction the rule is info. Left out: it applies whatever is asked.
   */
  readonly breaks?: readonly ('backward' | 'forward')[]
  readonly example: string
  readonly why: string
  readonly remedy: string
}
