import type { Check } from '../../judge/check.ts'
import { formatPlain } from '../../judge/format-number.ts'
import type { Scale } from '../interval-plot.ts'
import { type Html, html } from './html.ts'
import { INK } from './ink.ts'
import { toneOf } from './tone.ts'

/*
 * Five shapes on a straight scale, as text: every report has them, and importing the plotting library for them takes as long as ten
 * starts of Node. Figures, which not every report has, are the library's.
 */

const WIDTH = 264
const HEIGHT = 22
const MIDDLE = HEIGHT / 2
const SCALE_HEIGHT = 20
const AXIS = 18
/** Room for half an arrow at both ends. */
const EDGE = 9
const TICKS = 4
const TICK_PX = 3
/** Of the scale's width, at both ends. */
const AIR = 0.05
/** An arrow head around its middle, to the right. */
const ARROW = 'M7.78,0L-3.89,6.73L-3.89,-6.73Z'

/**
 * One check as an interval on its metric's scale: further right is worse, the shaded part is more than allowed. The words beside it say
 * the same, so it is hidden from screen readers. null where nothing was measured.
 */
export function drawInterval(check: Check, scale: Scale): Html | null {
  const { harm, harmBounds, margin, kind } = check
  if (harm === null || harmBounds === null) return null
  const at = positionsOf(scale)
  const inside = (value: number) => Math.min(Math.max(value, scale.from), scale.to)
  const [allowed, from, to, noChange] = [margin, harmBounds.lower, harmBounds.upper, 0].map((value) => at(inside(value)))
  const color = `var(--${toneOf(check)})`
  const right = WIDTH - EDGE
  return svg(HEIGHT, [
    html`<rect x="${allowed ?? EDGE}" y="0" width="${pixels(right - (allowed ?? EDGE))}" height="${HEIGHT}" fill="${INK.beyond}"/>`,
    kind === 'limit'
      ? null
      : html`<path d="M${noChange ?? EDGE},0V${HEIGHT}" stroke="${INK.axis}" stroke-dasharray="2 2" stroke-opacity="0.7"/>`,
    html`<path d="M${allowed ?? EDGE},0V${HEIGHT}" stroke="${INK.text}" stroke-width="1.5"/>`,
    html`<path d="M${from ?? EDGE},${MIDDLE}H${to ?? right}" stroke="${color}" stroke-width="3" stroke-linecap="round"/>`,
    harmBounds.upper > scale.to ? arrow(right, 0, color) : null,
    harmBounds.lower < scale.from ? arrow(EDGE, 180, color) : null,
    inside(harm) === harm ? html`<circle cx="${at(harm)}" cy="${MIDDLE}" r="4.5" fill="${color}" stroke="${INK.page}"/>` : null,
  ])
}

/** The scale above the intervals of one metric. */
export function drawScale(scale: Scale): Html {
  const at = positionsOf(scale)
  const ticks = ticksOf(scale).map((value) => ({ x: at(value), label: formatPlain(value, 3) }))
  return svg(SCALE_HEIGHT, [
    html`<path d="${ticks.map(({ x }) => `M${x},${AXIS}v${-TICK_PX}`).join('')}" stroke="${INK.axis}"/>`,
    html`<g font-size="11" font-variant="tabular-nums" fill="${INK.axis}">${ticks.map(({ x, label }) => html`<text x="${x}" y="${AXIS / 2}">${label}</text>`)}</g>`,
  ])
}

function svg(height: number, shapes: readonly (Html | null)[]): Html {
  return html`<svg aria-hidden="true" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" text-anchor="middle" font-size="12" font-family="system-ui, sans-serif" fill="currentColor" class="drawing">${shapes}</svg>`
}

/** The interval goes on beyond the scale. */
function arrow(x: number, rotate: number, fill: string): Html {
  return html`<path d="${ARROW}" transform="translate(${x},${MIDDLE}) rotate(${rotate})" fill="${fill}"/>`
}

/** A value's place in pixels, with a little air, so that nothing ends where the drawing does. */
function positionsOf({ from, to }: Scale): (value: number) => number {
  const share = (value: number) => (value / 2 - from / 2) / (to / 2 - from / 2)
  return (value) => pixels(EDGE + ((share(value) + AIR) / (1 + 2 * AIR)) * (WIDTH - 2 * EDGE))
}

/** Hundredths do for every screen. */
function pixels(length: number): number {
  return Number(length.toFixed(2))
}

/** About so many round values of a scale: multiples of 1, 2 or 5 times a power of ten. */
function ticksOf({ from, to }: Scale): number[] {
  const rough = (to - from) / TICKS
  if (!(rough > 0 && Number.isFinite(rough))) return []
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (STEPS.find((factor) => factor * Math.SQRT2 >= rough / power) ?? 10)
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}
const STEPS = [1, 2, 5]
