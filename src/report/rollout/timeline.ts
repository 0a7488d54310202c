import { formatCount, formatPercent } from '../../judge/format-number.ts'
import type { MeasuredArms, Moment, RolloutPart } from '../../judge/rollout-part.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { escapeMarkdown, plainText } from '../escape-markdown.ts'
import { table } from '../markdown-table.ts'
import { SIGNS, WORDS } from '../words.ts'

export type RolloutVerdict = Verdict & { readonly rollout: RolloutPart }

/** More are in the verdict file. */
const MOST_MOMENTS = 60
const MAX_MESSAGE_CHARS = 400

/** Time line, evidence and both arms of a rollout, as Markdown. */
export function renderRolloutMarkdown(verdict: RolloutVerdict): string {
  const { rollout, model } = verdict
  return [
    `## ${SIGNS[verdict.verdict]} ${escapeMarkdown(model)} in ${escapeMarkdown(rollout.environment)}: ${rollout.state}`,
    `${escapeMarkdown(verdict.message, MAX_MESSAGE_CHARS * 2)} \`${verdict.reasonCode}\``,
    standing(rollout),
    '### Evidence',
    table(['guardrail', 'ln E of harm', 'rolls back at', 'ln E of exclusion', 'needed', 'in words'], evidenceRows(rollout)),
    ...(rollout.arms.length === 0 ? [] : ['### Both arms', table(['guardrail', 'stable', 'canary'], rollout.arms.map(armRow))]),
    '### Time line',
    table(['time', 'share', 'what', 'ln E', 'who', 'why'], shown(rollout).map(momentRow)),
    `Intervals (95 %) and e-values hold at every look. Rollout \`${rollout.id}\`; \`sluice explain\` has each decision with its numbers.`,
    '',
  ].join('\n\n')
}

/** The same for a terminal. */
export function renderRolloutText(verdict: RolloutVerdict): string {
  const { rollout, model } = verdict
  const lines = shown(rollout).map(
    ({ at, share, what, message, rollback }) =>
      `  ${clockOf(at)}  ${shareOf(share).padStart(6)}  ${plainText(what).padEnd(14)}${rollback === null ? '' : `ln E ${rollback.toFixed(2).padStart(6)}  `}${plainText(message, MAX_MESSAGE_CHARS)}`,
  )
  const arms = rollout.arms.map(
    (one) => `  ${plainText(one.name)} (${plainText(one.what)}): stable ${measuredText(one.stable)}, canary ${measuredText(one.canary)}`,
  )
  return [
    `${WORDS[verdict.verdict].toUpperCase()}  ${plainText(model)} in ${plainText(rollout.environment)}: ${rollout.state}`,
    `  ${plainText(verdict.message, MAX_MESSAGE_CHARS * 2)} (${verdict.reasonCode})`,
    `  ${plain(standing(rollout))}`,
    '',
    ...(lines.length === 0 ? [] : [...lines, '']),
    ...(arms.length === 0 ? [] : [...arms, '']),
    '',
  ].join('\n')
}

function standing({ share, step, steps, windows }: RolloutPart): string {
  const ladder = steps.map((one, index) => (index === step - 1 ? `**${formatPercent(one)}**` : formatPercent(one))).join(' → ')
  return `The canary has ${formatPercent(share)} of the traffic; step ${step} of ${steps.length} (${ladder}); ${formatCount(windows)} windows judged.`
}

function evidenceRows({ timeline, rollbackAt, exclusionAt }: RolloutPart): string[][] {
  const last = timeline.findLast(({ guardrails }) => guardrails.length > 0)
  return (last?.guardrails ?? []).map(({ name, critical, rollback, exclusion, ratio, sentence }) => [
    `${escapeMarkdown(name)}${critical ? ' (critical)' : ''}`,
    rollback.toFixed(2),
    rollbackAt.toFixed(2),
    exclusion === null || ratio === null ? '' : `${exclusion.toFixed(2)} (${ratio === 1 ? 'the margin' : `${ratio}×`})`,
    critical ? exclusionAt.toFixed(2) : '',
    escapeMarkdown(sentence),
  ])
}

function armRow({ name, what, stable, canary }: MeasuredArms): string[] {
  return [`${escapeMarkdown(name)}: ${escapeMarkdown(what)}`, measuredText(stable), measuredText(canary)]
}

function momentRow({ at, share, what, rollback, by, message, reasonCode }: Moment): string[] {
  const code = reasonCode === null ? '' : ` \`${reasonCode}\``
  return [
    clockOf(at),
    shareOf(share),
    escapeMarkdown(what),
    rollback === null ? '' : rollback.toFixed(2),
    escapeMarkdown(by),
    `${escapeMarkdown(message, MAX_MESSAGE_CHARS)}${code}`,
  ]
}

function shown({ timeline }: RolloutPart): readonly Moment[] {
  return timeline.slice(-MOST_MOMENTS)
}

function measuredText({ value, lower, upper, requests }: MeasuredArms['stable']): string {
  if (value === null) return 'nothing measured'
  const digits = (number: number) => String(Number(number.toPrecision(3)))
  const range = lower === null || upper === null ? '' : ` (${digits(lower)} to ${digits(upper)})`
  return `${digits(value)}${range} of ${formatCount(requests)}`
}

function shareOf(share: number | null): string {
  return share === null ? '' : formatPercent(share)
}

/** `11-28 14:03:20` in UTC: a rollout takes hours or days. */
function clockOf(at: string): string {
  return at.slice(5, 19).replace('T', ' ')
}

function plain(markdown: string): string {
  return markdown.replaceAll('**', '')
}
