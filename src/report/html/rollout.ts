import type { RolloutPart } from '../../judge/rollout-part.ts'
import {
  askedLines,
  clockOf,
  evidenceTitle,
  lastSaid,
  measuredText,
  type Numbered,
  ratioText,
  shareText,
  shownMoments,
  standing,
} from '../rollout/told.ts'
import { table } from './details.ts'
import { type Html, html } from './html.ts'

/** Where a rollout is: first of all, for whoever is on call. */
export function standingOf(part: RolloutPart): Html {
  const asked = askedLines(part).map(([name, text]) => html`<li><strong>${name}</strong> ${text}</li>`)
  return html`<p>${standing(part, (step) => `[${step}]`)}</p>${asked.length === 0 ? null : html`<ul>${asked}</ul>`}`
}

/** What was decided and by whom, what it rested on, and what both arms did. */
export function rolloutOf(part: RolloutPart): Html {
  const moments = shownMoments(part)
  const left = part.timeline.length - moments.length
  const decisions = table('', ['#', 'UTC'], ['share', 'ln E'], ['what', 'why', 'who'], moments.map(momentRow))
  return html`<h3>Decisions</h3>
${decisions}${left === 0 ? null : html`<p class="muted">${left} earlier ones are in the verdict file.</p>`}
${evidenceOf(part)}${armsOf(part)}`
}

function momentRow({ number, at, share, what, rollback, message, reasonCode, by }: Numbered): Html[] {
  return [
    html`<th scope="row">${number}</th>`,
    html`<td class="time">${clockOf(at)}</td>`,
    html`<td class="number">${shareText(share)}</td>`,
    html`<td class="number">${rollback === null ? '' : rollback.toFixed(2)}</td>`,
    html`<td>${what}</td>`,
    html`<td class="words">${message}${reasonCode === null ? null : html` <code>${reasonCode}</code>`}</td>`,
    html`<td class="who">${by}</td>`,
  ]
}

function evidenceOf(part: RolloutPart): Html | null {
  const said = lastSaid(part)
  if (said.length === 0) return null
  const rows = said.map(({ name, critical, rollback, exclusion, ratio, sentence }) => [
    html`<th scope="row">${name}${critical ? html` (critical)` : null}</th>`,
    html`<td class="number">${rollback.toFixed(2)}</td>`,
    html`<td class="number">${part.rollbackAt.toFixed(2)}</td>`,
    html`<td class="number">${exclusion === null ? '' : exclusion.toFixed(2)}</td>`,
    html`<td class="number">${critical ? part.exclusionAt.toFixed(2) : ''}</td>`,
    html`<td>${ratio === null ? '' : ratioText(ratio)}</td>`,
    html`<td class="words">${sentence}</td>`,
  ])
  const numbers = ['ln E of harm', 'rolls back at', 'ln E of exclusion', 'needed']
  return html`<h3>${evidenceTitle(part)}</h3>${table('', ['guardrail'], numbers, ['to exclude', 'in words'], rows)}`
}

function armsOf({ arms }: RolloutPart): Html | null {
  if (arms.length === 0) return null
  const rows = arms.map(({ name, what, stable, canary }) => [
    html`<th scope="row" class="words">${name}: ${what}</th>`,
    html`<td>${measuredText(stable)}</td>`,
    html`<td>${measuredText(canary)}</td>`,
  ])
  return html`<h3>Both arms</h3><p class="muted">Intervals (95 %) hold at every look.</p>${table('', ['guardrail'], [], ['stable', 'canary'], rows)}`
}
