import { formatAbout, formatCount, formatNumber, formatPercent, formatPlain, usefulDecimals } from '../judge/format-number.ts'
import type { Plan, PlannedCheck } from '../judge/plan.ts'
import { escapeMarkdown, plainText } from './escape-markdown.ts'
import { table } from './markdown-table.ts'

export type ModelPlan = { readonly model: string; readonly plan: Plan }

/** Below it a margin is called too tight: the power that all of Sluice's numbers are stated for. */
const ENOUGH = 0.8
const HEADER = ['check', 'rule', 'n', 'standard error', 'margin', 'equal model passes', 'loss found (80 %)', 'margin one can pass']

/** What each check can decide, as a table that also reads well in a terminal. */
export function renderPlan(plans: readonly ModelPlan[], medium: 'markdown' | 'terminal'): string {
  const safe = medium === 'markdown' ? escapeMarkdown : plainText
  return plans.map(({ model, plan }) => renderOne(model, plan, safe)).join('\n')
}

function renderOne(model: string, { checks, chanceAllPass, unplanned }: Plan, safe: (text: string) => string): string {
  const { atLeast, atMost } = chanceAllPass
  const chance = percentOf(atLeast) === percentOf(atMost) ? percentOf(atMost) : `between ${percentOf(atLeast)} and ${percentOf(atMost)}`
  const lines = [
    `## Plan: ${safe(model)}`,
    '',
    ...(checks.length === 0 ? ['Nothing could be planned.'] : [firstLine(unplanned, chance, safe), '', tableOf(checks, safe)]),
    ...advice(checks, safe),
    ...(unplanned.length === 0
      ? []
      : ['', 'Not planned:', '', ...unplanned.map(({ id, slice, why }) => `* ${safe(named({ id, slice }))}: ${safe(why)}`)]),
  ]
  return `${lines.join('\n')}\n`
}

/** A check that cannot be measured stops every model, whatever the others would say. */
function firstLine(unplanned: Plan['unplanned'], chance: string, safe: (text: string) => string): string {
  const [first, ...others] = unplanned.filter(({ blocks }) => blocks)
  if (first === undefined) return `A model as good as the baseline is let through with a chance of ${chance}.`
  const more = others.length === 0 ? '' : ` So it is with ${formatCount(others.length)} more, listed below.`
  return `No model can pass: ${safe(named(first))} cannot be judged (${safe(first.why)}).${more}`
}

function tableOf(checks: readonly PlannedCheck[], safe: (text: string) => string): string {
  const rows = checks.map((check) => {
    const show = (value: number) => formatNumber(value, usefulDecimals({ standardError: check.standardError, margin: check.margin }))
    return [
      safe(named(check)),
      check.require,
      `${formatCount(check.n)} ${check.unit}`,
      formatPlain(check.standardError, 2),
      formatPlain(check.margin),
      percentOf(check.chanceEqualPasses),
      show(check.detectableHarm),
      check.passableMargin === null ? '' : formatPlain(check.passableMargin),
    ]
  })
  return table(HEADER, rows, 'aligned')
}

/** What to change where an equal model would often be stopped. */
function advice(checks: readonly PlannedCheck[], safe: (text: string) => string): string[] {
  const tight = checks.filter(({ chanceEqualPasses }) => chanceEqualPasses < ENOUGH)
  const lines = tight.map((check) => {
    const { chanceEqualPasses, passableMargin, rowsToDecide, unit } = check
    const ways = [
      ...(passableMargin === null ? [] : [`a margin of ${formatPlain(passableMargin)}`]),
      ...(rowsToDecide === null ? [] : [`about ${formatAbout(rowsToDecide)} ${unit}`]),
    ]
    const way = ways.length === 0 ? '' : `; ${ways.join(' or ')} would let it through in 80 %`
    return `* ${safe(named(check))}: an equal model passes in ${percentOf(chanceEqualPasses)} only${way}.`
  })
  return lines.length === 0 ? [] : ['', ...lines]
}

function named({ id, slice }: { id: string; slice: string | null }): string {
  return slice === null ? id : `${id} on ${slice}`
}

/** A chance is never certain: 99.97 % is not shown as 100 %. */
function percentOf(chance: number): string {
  if (chance > 0.999) return '> 99.9 %'
  return chance < 0.001 ? '< 0.1 %' : formatPercent(Number(chance.toFixed(3)))
}
