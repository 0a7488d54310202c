import { formatCount, formatPercent, formatPlain, formatTime } from '../judge/format-number.ts'
import type { LivePlan, LiveStep } from '../judge/live-plan.ts'
import { escapeMarkdown, plainText } from './escape-markdown.ts'
import { table } from './markdown-table.ts'
import { ratioText } from './rollout/told.ts'

const HEADER = ['share', 'must exclude', 'takes', '9 of 10 within', 'canary requests', 'found while it bakes']

/** What rollouts can decide, as tables that also read well in a terminal. */
export function renderLivePlans(plans: readonly LivePlan[], medium: 'markdown' | 'terminal'): string {
  const safe = medium === 'markdown' ? escapeMarkdown : plainText
  return plans.map((plan) => renderOne(plan, safe)).join('\n')
}

function renderOne(plan: LivePlan, safe: (text: string) => string): string {
  const { model, environment, steps, why, decided, deadlineMs, refused, notes } = plan
  const deadline = timeText(deadlineMs)
  return `${[
    `## Plan: ${safe(model)}, rollout in ${safe(environment)}`,
    '',
    ...(decided === null
      ? [`Nothing could be planned: ${safe(why ?? 'the telemetry tells too little of the time before')}.`]
      : [
          `A healthy canary is decided within the deadline of ${deadline} in ${formatPercent(decided)} of rollouts.`,
          ...(refused ? [REFUSED] : []),
          '',
          table(
            HEADER,
            steps.map((step) => rowOf(step, deadline, safe)),
            'aligned',
          ),
        ]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `* ${safe(note)}`)]),
  ].join('\n')}\n`
}

const REFUSED = '`sluice rollout` refuses to start it: that is too seldom, and nobody can be asked at the deadline.'

function rowOf(step: LiveStep, deadline: string, safe: (text: string) => string): string[] {
  const { share, ratio, medianMs, mostMs, requestsNeeded, requestsAWindow, windowMs, found, bakeMs } = step
  const detected = found.map(
    ({ guardrail, ratio: times }) => `${safe(guardrail)} ${times === null ? 'nothing' : `${formatPlain(times, 2)}×`}`,
  )
  return [
    formatPercent(share),
    ratioText(ratio),
    medianMs === null ? `more than ${deadline}` : timeText(medianMs),
    mostMs === null ? '' : timeText(mostMs),
    `${requestsNeeded === null ? '' : `${formatCount(Math.round(requestsNeeded))}, `}${formatCount(Math.round(requestsAWindow))} in ${timeText(windowMs)}`,
    `${detected.join(', ')} in ${timeText(bakeMs)}`,
  ]
}

function timeText(milliseconds: number): string {
  return formatTime(milliseconds / 1000)
}
