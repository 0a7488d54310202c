import { RULE_IDS, type RuleId, ruleOf } from './registry.ts'
import type { Rule } from './rule.ts'

/** docs/rules.md: every rule with an example, why it matters, what to do and how to waive it. */
export function renderRules(): string {
  return [INTRODUCTION, overview(), ...RULE_IDS.map(entry)].join('\n\n').concat('\n')
}

const INTRODUCTION = `# Rules of the diff gate

A rule names one kind of change. What it does when it finds something is its severity: **breaking** fails, **risky** warns, **info** is
listed. **Judged** rules have none: they measure, and fail when a change beyond the policy's margin is proven.

Some changes break in one direction only: *backward*, a new model that reads old data; *forward*, a live model that reads new data.
\`data.compatibility: backward | forward | full\` says which count (\`full\` by default, and during a canary, when two models are live); in
the other direction such a rule is info. \`diff.rules\` changes what a rule does: \`rules: { TYPE_WIDENED: warn }\` (\`ignore\`, \`warn\`,
\`fail\`).`

function overview(): string {
  const rows = RULE_IDS.map((id) => {
    const rule: Rule = ruleOf(id)
    return `| [\`${id}\`](#${id.toLowerCase()}) | ${rule.title} | ${rule.severity} | ${(rule.breaks ?? []).join(', ')} |`
  })
  return ['| rule | what changed | severity | breaks |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function entry(id: RuleId): string {
  const rule: Rule = ruleOf(id)
  const waiver = `{ rule: ${id}, subject: …, reason: "…", by: "@team", expires: 2027-01-31 }`
  return [
    `## ${id}`,
    `${rule.title} (${rule.severity}${rule.breaks === undefined ? '' : `, breaks ${rule.breaks.join(' and ')}`}).`,
    `* **Example:** ${rule.example}\n* **Why it matters:** ${rule.why}\n* **What to do:** ${rule.remedy}\n* **To waive it:** \`diff.waivers: [${waiver}]\` in sluice.yml on the base branch.`,
  ].join('\n\n')
}
