import type { Check } from '../../judge/check.ts'
import { formatCount, formatPercent } from '../../judge/format-number.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { inOrderOfConcern } from '../../judge/worst-check.ts'
import { scaleKey, scalesOf } from '../interval-plot.ts'
import { mergeAlike } from '../merge-alike.ts'
import { ruleLink } from '../rule-link.ts'
import { changeOf, nameOf, outcomeWord, tally } from '../words.ts'
import { type Html, html } from './html.ts'
import { drawInterval, drawScale } from './interval.ts'
import { toneOf } from './tone.ts'

/** As many as a person scrolls through; a drawing takes about a millisecond. */
const MOST_CHECKS = 200

/** Every check with its interval against its margin (a forest plot), one scale a metric, the worst metric first. */
export function checksOf({ checks }: Verdict): Html | null {
  if (checks.length === 0) return null
  const ordered = mergeAlike(inOrderOfConcern(checks))
  const listed = ordered.slice(0, MOST_CHECKS)
  const scales = scalesOf(checks)
  const groups = [...new Set(listed.map(scaleKey))].map((key) => listed.filter((check) => scaleKey(check) === key))
  const left = ordered.length - listed.length
  return html`<h3>Checks</h3>
<p class="muted">${tally(checks)}. ${howToRead(checks)}</p>
${groups.map((group) => groupOf(group, scales))}
${left === 0 ? null : html`<p class="muted">${formatCount(left)} more, less worrying, are in the verdict file.</p>`}`
}

function groupOf(group: readonly Check[], scales: ReturnType<typeof scalesOf>): Html | null {
  const [first] = group
  if (first === undefined) return null
  const scale = scales.get(scaleKey(first))
  const measured = group.some(({ harmBounds }) => harmBounds !== null)
  const items = group.map((check) => {
    const interval = scale === undefined ? null : drawInterval(check, scale)
    return html`<li><span class="word ${toneOf(check)}">${outcomeWord(check)}</span><span class="name">${linkedName(check)}</span><span class="strip">${interval}</span><span class="change">${changeOf(check)}</span></li>
`
  })
  return html`<div class="group">${measured && scale !== undefined ? html`<div class="axis">${drawScale(scale)}</div>` : null}
<ul class="checks">
${items}</ul></div>
`
}

/** The rule's name leads to its entry in the documentation. */
function linkedName(check: Check): Html | string {
  const name = nameOf(check)
  const link = ruleLink(check)
  return link === null ? name : html`<a href="${link.address}">${link.rule}</a>${name.slice(link.rule.length)}`
}

function howToRead(checks: readonly Check[]): string {
  const confidence = checks.find(({ harmBounds }) => harmBounds !== null)?.harmBounds?.confidence
  if (confidence === undefined) return ''
  return `A dot is the estimate and the bar what the data leave open (each end at ${formatPercent(confidence)}). Further right is worse; the solid line is what is allowed, the shaded part is more than that, the dashed line is no change.`
}
