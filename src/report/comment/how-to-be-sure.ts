import type { Check } from '../../judge/check.ts'
import { formatAbout, formatCount, formatPlain, formatTime } from '../../judge/format-number.ts'
import { amountsOf } from '../../judge/messages.ts'
import { escapeMarkdown } from '../escape-markdown.ts'
import type { Answer } from '../settle.ts'
import { nameOf } from '../words.ts'

const MOST_LINES = 6

/** What would decide the checks that could not tell; empty when all could. */
export function howToBeSure(answers: readonly Answer[]): string {
  // A rollout that goes on is decided by waiting.
  const offline = answers.filter(({ gate }) => gate !== 'rollout')
  const open = offline.flatMap(({ model, verdict }) =>
    verdict.checks.filter(({ outcome }) => outcome === 'inconclusive').map((check) => ({ model, check })),
  )
  if (open.length === 0) return ''
  const several = new Set(answers.map(({ model }) => model)).size > 1
  const lines = open.map(
    ({ model, check }) => `* ${several ? `${escapeMarkdown(model)}: ` : ''}${escapeMarkdown(nameOf(check))}: ${wayOut(check)}.`,
  )
  const more = open.length > MOST_LINES ? [`* ${formatCount(open.length - MOST_LINES)} more in the full report.`] : []
  return ['**What would make it sure:**', '', ...lines.slice(0, MOST_LINES), ...more].join('\n')
}

function wayOut(check: Check): string {
  const { rowsToDecide, secondsToDecide, n, unit, margin, kind, reasonCode, detectableHarm } = check
  if (reasonCode === 'BUDGET_TOO_SHORT') return 'a longer `time-budget`'
  const time = secondsToDecide === null ? 'a longer time budget' : `a time budget longer by ${formatTime(secondsToDecide)}`
  const needsMore = detectableHarm !== null && detectableHarm - margin > margin
  if (reasonCode === 'NOISY_RUNNER' && rowsToDecide === null) return 'a quieter runner, or a wider margin'
  if (reasonCode === 'NOISY_RUNNER') return `a quieter runner, or ${time}`
  if (rowsToDecide !== null) {
    const rows = `about ${formatAbout(rowsToDecide)} ${unit} in all (${formatCount(n ?? 0)} now)`
    const bar = amountsOf(check)?.bar ?? formatPlain(Math.abs(margin))
    switch (kind) {
      case 'relative':
      case 'anchor':
        return `${rows} would decide it for an equally good model, or a wider margin than ${bar}`
      case 'improve-by':
        return `${rows} would decide it, or a smaller demanded gain than ${bar}`
      case 'limit':
      case 'rule':
        return `${rows} would decide it`
    }
  }
  if (kind === 'relative' && margin > 0 && needsMore) return 'a wider margin: an equally good model would need more than this gate can take'
  if (kind === 'relative' && margin > 0)
    return 'the rows are enough for an equally good model: the loss itself is close to the margin, so improve the model or widen the margin'
  return 'no realistic number of rows: improve the model, or change the limit in a reviewed change of the policy'
}
