import type { RolloutPart } from '../../judge/rollout-part.ts'
import { codeSpan, escapeBetween, escapeMarkdown } from '../escape-markdown.ts'
import { table } from '../markdown-table.ts'
import {
  askedLines,
  clockOf,
  EVIDENCE_NOTE,
  evidenceTitle,
  lastSaid,
  measuredText,
  type Numbered,
  ratioText,
  shareText,
  shownMoments,
  standing,
} from './told.ts'

const MAX_MESSAGE_CHARS = 400
const MAX_ASKED_CHARS = 2_000
/** Decisions of a time line that is shortened to fit, newest last. */
const SHORTER = [20, 8]

/** Where a rollout is: first of all, for whoever is on call. */
export function standingOf(part: RolloutPart): string {
  const where = standing({ ...part, environment: escapeMarkdown(part.environment) }, (step) => `**${step}**`)
  const asked = askedLines(part).map(([name, text]) => `* **${escapeMarkdown(name)}** ${markCommands(text)}`)
  return asked.length === 0 ? where : `${where}\n\n${asked.join('\n')}`
}

/** A command, the id of a request, a permission. */
const TYPED = /`(\/sluice [a-z]+(?: [a-z0-9]{1,40})?|[a-hjkmnp-z][a-hjkmnp-z2-9]{7}|none|read|triage|write|maintain|admin)`/

/** Such words stand as code; all else is text of others, whatever it looks like. */
function markCommands(text: string): string {
  const parts = text.split(TYPED)
  return parts.map((part, index) => (index % 2 === 1 ? codeSpan(part) : escapeBetween(part, MAX_ASKED_CHARS))).join('')
}

/** Evidence and both arms, as tables. */
export function evidenceTables(part: RolloutPart): string {
  const { arms, rollbackAt, exclusionAt } = part
  const rows = lastSaid(part).map(({ name, critical, rollback, exclusion, ratio, sentence }) => [
    `${escapeMarkdown(name)}${critical ? ' (critical)' : ''}`,
    rollback.toFixed(2),
    rollbackAt.toFixed(2),
    exclusion === null || ratio === null ? '' : `${exclusion.toFixed(2)} (${ratioText(ratio)})`,
    critical ? exclusionAt.toFixed(2) : '',
    escapeMarkdown(sentence),
  ])
  return [
    ...(rows.length === 0
      ? []
      : [
          `**${evidenceTitle(part)}**`,
          table(['guardrail', 'ln E of harm', 'rolls back at', 'ln E of exclusion', 'needed', 'in words'], rows),
        ]),
    ...(arms.length === 0
      ? []
      : [
          '**Both arms**',
          table(
            ['guardrail', 'stable', 'canary'],
            arms.map(({ name, what, stable, canary }) => [
              `${escapeMarkdown(name)}: ${escapeMarkdown(what)}`,
              measuredText(stable),
              measuredText(canary),
            ]),
          ),
        ]),
    EVIDENCE_NOTE,
  ].join('\n\n')
}

/** What was decided, when, why and by whom; ever shorter. */
export function timeLines(part: RolloutPart): [string, ...string[]] {
  const moments = shownMoments(part)
  if (moments.length === 0) return ['']
  const of = (count: number) => {
    const left = part.timeline.length - Math.min(count, moments.length)
    const body = table(['#', 'UTC', 'share', 'what', 'ln E', 'who', 'why'], moments.slice(-count).map(row))
    return `**Time line**\n\n${body}${left === 0 ? '' : `\n\n${left} earlier ones are in the verdict file.`}`
  }
  return [of(moments.length), ...SHORTER.filter((count) => count < moments.length).map(of), '']
}

function row({ number, at, share, what, rollback, by, message, reasonCode }: Numbered): string[] {
  const code = reasonCode === null ? '' : ` \`${reasonCode}\``
  return [
    String(number),
    // As plain text a time would hold what GitHub reads as an emoji (`:10:`).
    codeSpan(clockOf(at)),
    shareText(share),
    escapeMarkdown(what),
    rollback === null ? '' : rollback.toFixed(2),
    escapeMarkdown(by),
    `${escapeMarkdown(message, MAX_MESSAGE_CHARS)}${code}`,
  ]
}
