import { formatCount, formatPlain, formatTime } from '../judge/format-number.ts'
import type { TimingPlan } from '../judge/timing-plan.ts'
import { escapeMarkdown, plainText } from './escape-markdown.ts'
import { table } from './markdown-table.ts'

const HEADER = ['rows a call', 'a call takes', 'calls a round', 'calls in all']

/** What the time budgets of benchmarks hold, as tables that also read well in a terminal. */
export function renderTimingPlans(plans: readonly TimingPlan[], medium: 'markdown' | 'terminal'): string {
  const safe = medium === 'markdown' ? escapeMarkdown : plainText
  return plans.map((plan) => renderOne(plan, safe)).join('\n')
}

function renderOne({ model, budgetSeconds, rounds, sizes, load, unsupported }: TimingPlan, safe: (text: string) => string): string {
  const rows = sizes.map((size) => [
    formatCount(size.rows),
    `about ${formatPlain(size.callMs, 2)} ms`,
    formatCount(size.callsPerRound),
    formatCount(size.calls),
  ])
  return `${[
    `## Plan: ${safe(model)}, benchmark`,
    '',
    rounds === null
      ? 'A served model is judged under load alone.'
      : `The time budget of ${formatTime(budgetSeconds)} holds ${rounds === 0 ? 'no rounds' : `${rounds} rounds`} as this machine is now.`,
    ...(load === null ? [] : [wordsOf(load)]),
    ...(rows.length === 0 ? [] : ['', table(HEADER, rows, 'aligned')]),
    ...(unsupported.length === 0 ? [] : ['', 'Not decidable:', '', ...unsupported.map(({ id, why }) => `* ${safe(id)}: ${safe(why)}.`)]),
  ].join('\n')}\n`
}

function wordsOf({ perSecond, seconds, requests }: NonNullable<TimingPlan['load']>): string {
  return `Load: ${perSecond}/s for ${formatTime(seconds)}, about ${formatCount(requests)} requests to each model.`
}
