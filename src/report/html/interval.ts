import { axisX, dot, link, type Markish, rectX, ruleX } from '@observablehq/plot'
import type { Check } from '../../judge/check.ts'
import { formatPlain } from '../../judge/format-number.ts'
import { consequenceOf } from '../../judge/worst-check.ts'
import type { Scale } from '../interval-plot.ts'
import { draw, INK } from './draw.ts'
import type { Html } from './html.ts'

const WIDTH = 264
const HEIGHT = 22
/** Room for half an arrow at both ends. */
const EDGE = 9
const TICKS = 4

/**
 * One check as an interval on its metric's scale: further right is worse, the shaded part is more than allowed. The words beside it say
 * the same, so it is hidden from screen readers. null where nothing was measured.
 */
export function drawInterval(check: Check, scale: Scale): Html | null {
  const { harm, harmBounds, margin, kind } = check
  if (harm === null || harmBounds === null) return null
  const { from, to } = scale
  const inside = (value: number) => Math.min(Math.max(value, from), to)
  const color = `var(--${check.outcome === 'not-judged' || check.outcome === 'not-applicable' ? 'none' : consequenceOf(check)})`
  const ends = { x1: inside(harmBounds.lower), x2: inside(harmBounds.upper) }
  const marks: Markish[] = [
    ...(margin < to ? [rectX([0], { x1: inside(margin), x2: to, fill: INK.beyond })] : []),
    ...(kind === 'limit' ? [] : [ruleX([0], { stroke: INK.axis, strokeDasharray: '2 2', strokeOpacity: 0.7 })]),
    ruleX([inside(margin)], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
    link([0], { x1: ends.x1, x2: ends.x2, y1: 0, y2: 0, stroke: color, strokeWidth: 3, strokeLinecap: 'round' }),
    ...(harmBounds.upper > to ? [arrow(to, 90, color)] : []),
    ...(harmBounds.lower < from ? [arrow(from, -90, color)] : []),
    ...(harm >= from && harm <= to ? [dot([0], { x: harm, y: 0, r: 4.5, fill: color, stroke: INK.page, strokeWidth: 1 })] : []),
  ]
  return draw({ ...frame(scale), height: HEIGHT, marginBottom: 0, x: { domain: [from, to], axis: null }, marks }, null)
}

/** The scale above the intervals of one metric. */
export function drawScale({ from, to }: Scale): Html {
  const axis = axisX({
    anchor: 'top',
    ticks: TICKS,
    tickSize: 3,
    tickFormat: (value: number) => formatPlain(value, 3),
    color: INK.axis,
    fontSize: 11,
    label: null,
  })
  return draw({ ...frame({ from, to }), height: 20, marginTop: 18, marginBottom: 1, x: { domain: [from, to] }, marks: [axis] }, null)
}

function frame(_: Scale) {
  return { width: WIDTH, marginLeft: EDGE, marginRight: EDGE, marginTop: 0, y: { domain: [-1, 1], axis: null } }
}

/** The interval goes on beyond the scale. */
function arrow(x: number, rotate: number, fill: string): Markish {
  return dot([0], { x, y: 0, r: 5, symbol: 'triangle', rotate, fill })
}
