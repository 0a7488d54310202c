import { createHash } from 'node:crypto'
import { SEVERITY, worst } from '../../judge/exit-code.ts'
import type { Figure } from '../../judge/figure.ts'
import { formatCount } from '../../judge/format-number.ts'
import { REASONS } from '../../judge/reason-codes.ts'
import type { Verdict, VerdictWord } from '../../judge/verdict.ts'
import { triesNote, WORDS } from '../words.ts'
import { checksOf } from './checks.ts'
import { evidenceOf, flipsOf, loosenedOf, reportedOf, waiversOf } from './details.ts'
import type { DrawnFigure, drawnFigure } from './drawn-figure.ts'
import { heatmapFigure, matrixFigure } from './figure-tables.ts'
import { type Html, html, shown, trusted, withoutBackticks } from './html.ts'
import { rolloutOf, standingOf } from './rollout.ts'
import { sliceHeatmap } from './slice-heatmap.ts'
import { STYLE } from './style.ts'

export type HtmlReport = {
  readonly verdicts: readonly Verdict[]
  /** Heads the page, e.g. `Model gate`. */
  readonly title?: string
  readonly commit?: string | null
  /** ISO 8601; left out, the page has no date and is the same for the same verdicts. */
  readonly generatedAt?: string | null
  /** Sentences of ours, plain text. */
  readonly notes?: readonly string[]
}

/** Models and gates of one page; more are named and left out. */
const MOST_SECTIONS = 50
const MAX_TITLE_CHARS = 100

/** Nothing is fetched, nothing runs, and only our own style sheet applies: markup that slipped through would stay inert. */
const CONTENT_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/**
 * report.html: one file that needs nothing else, with the plots that people expect, in light and dark, for a screen, a phone, a printer
 * and a screen reader. The same report gives the same bytes.
 */
export async function renderHtml(report: HtmlReport): Promise<string> {
  const ordered = [...report.verdicts].sort((a, b) => SEVERITY.indexOf(b.verdict) - SEVERITY.indexOf(a.verdict))
  const draw = ordered.some(({ figures }) => figures.some(isDrawn)) ? (await import('./drawn-figure.ts')).drawnFigure : null
  const title = shown(report.title ?? 'Model gate', MAX_TITLE_CHARS)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(CONTENT_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${WORDS[worst(ordered)].toUpperCase()}: ${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${headerOf(ordered, title, report)}
<main>
${ordered.length > 1 ? overviewOf(ordered) : null}
${ordered.slice(0, MOST_SECTIONS).map((verdict, index) => sectionOf(verdict, index, { draw, alone: ordered.length === 1 }))}
${ordered.length > MOST_SECTIONS ? html`<p>${formatCount(ordered.length - MOST_SECTIONS)} more verdicts are in their files.</p>` : null}
</main>
<footer>Written by Sluice from verdict files. This page loads nothing and runs no script.</footer>
</body>
</html>
`
  return page.markup
}

function headerOf(verdicts: readonly Verdict[], title: string, { commit = null, generatedAt = null, notes = [] }: HtmlReport): Html {
  const word = worst(verdicts)
  const facts = [commit === null ? '' : `Commit ${commit}`, generatedAt ?? ''].filter((fact) => fact !== '')
  return html`<header>
<h1>${title}</h1>
${verdicts.length === 1 ? null : html`<p class="headline">${wordOf(word)} ${headline(verdicts, word)}</p>`}
${facts.length === 0 ? null : html`<p class="muted">${facts.join(' · ')}</p>`}
${notes.map((note) => html`<p class="muted">${withoutBackticks(note)}</p>`)}
</header>`
}

function headline(verdicts: readonly Verdict[], word: VerdictWord): string {
  if (verdicts.length === 0) return 'No verdict was found: nothing was judged.'
  const alike = verdicts.filter(({ verdict }) => verdict === word).length
  return `${formatCount(alike)} of ${formatCount(verdicts.length)} verdicts`
}

function wordOf(word: VerdictWord): Html {
  return html`<span class="badge ${word}">${WORDS[word].toUpperCase()}</span>`
}

function overviewOf(verdicts: readonly Verdict[]): Html {
  const rows = verdicts.map(({ verdict, model, gate, message }, index) => {
    const name = `${shown(model, MAX_TITLE_CHARS)}, ${shown(gate, MAX_TITLE_CHARS)}`
    const subject = index < MOST_SECTIONS ? html`<a href="#verdict-${index + 1}">${name}</a>` : name
    return html`<tr><td>${wordOf(verdict)}</td><th scope="row">${subject}</th><td>${withoutBackticks(message)}</td></tr>
`
  })
  return html`<table class="overview"><thead><tr><th scope="col">verdict</th><th scope="col">model, gate</th><th scope="col">in words</th></tr></thead><tbody>
${rows}</tbody></table>`
}

/** `draw` is null where no verdict has a figure that takes it. */
type Page = { readonly draw: typeof drawnFigure | null; readonly alone: boolean }

function sectionOf(verdict: Verdict, index: number, { draw, alone }: Page): Html {
  const slices = sliceHeatmap(verdict)
  const figures = [...(slices === null ? [] : [slices]), ...verdict.figures].map((figure) => figureOf(figure, draw))
  const remedy = verdict.remedy ?? (verdict.verdict === 'pass' ? null : REASONS[verdict.reasonCode].remedy)
  const tries = triesNote(verdict)
  return html`<section id="verdict-${index + 1}">
<h2>${wordOf(verdict.verdict)} ${shown(verdict.model, MAX_TITLE_CHARS)}, ${shown(verdict.gate, MAX_TITLE_CHARS)}</h2>
${verdict.message === '' ? null : html`<p class="lead">${withoutBackticks(verdict.message)}</p>`}
<p class="muted">Reason <code>${verdict.reasonCode}</code>${remedy === null ? null : html`: ${withoutBackticks(remedy)}`}</p>
${tries === null ? null : html`<p class="muted">${tries}</p>`}
${loosenedOf(verdict)}${waiversOf(verdict)}
${verdict.rollout === null ? null : standingOf(verdict.rollout)}
${checksOf(verdict)}
${figures.length === 0 ? null : html`<h3>Figures</h3><div class="figures">${figures}</div>`}
${verdict.rollout === null ? null : rolloutOf(verdict.rollout)}
${flipsOf(verdict)}
${reportedOf(verdict)}
${evidenceOf(verdict, alone ? 'open' : 'folded')}
</section>
`
}

/** A gate that brings a figure of these kinds needs no drawing code. */
function figureOf(figure: Figure, draw: Page['draw']): Html | null {
  if (isDrawn(figure)) return draw === null ? null : draw(figure)
  return figure.kind === 'matrix' ? matrixFigure(figure) : heatmapFigure(figure)
}

function isDrawn(figure: Figure): figure is DrawnFigure {
  return figure.kind === 'curves' || figure.kind === 'bars' || figure.kind === 'timeline'
}
