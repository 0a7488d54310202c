import { axisX, dot, link, type Markish, rectX, ruleX } from '@observablehq/plot'
import type { Check } from '../../judge/check.ts'
import { formatPlain } from '../../judge/format-number.ts'
import type { Scale } from '../interval-plot.ts'
import { draw, INK } from './draw.ts'
import type { Html } from './html.ts'
import { toneOf } from './tone.ts'

const WIDTH = 264
const HEIGHT = 22
/** Room for half an arrow at both ends. */
const EDGE = 9
const TICKS = 4
/** Of the scale's width, at both ends. */
const AIR = 0.05

/**
 * One check as an interval on its metric's scale: further right is worse, the shaded part is more than allowed. The words beside it say
 * the same, so it is hidden from screen readers. null where nothing was measured.
 */
export function drawInterval(check: Check, scale: Scale): Html | null {
  const { harm, harmBounds, margin, kind } = check
  if (harm === null || harmBounds === null) return null
  const [left, right] = domainOf(scale)
  const inside = (value: number) => Math.min(Math.max(value, scale.from), scale.to)
  const color = `var(--${toneOf(check)})`
  const ends = { x1: inside(harmBounds.lower), x2: inside(harmBounds.upper), y1: 0, y2: 0 }
  const marks: Markish[] = [
    rectX([0], { x1: inside(margin), x2: right, fill: INK.beyond }),
    ...(kind === 'limit' ? [] : [ruleX([0], { stroke: INK.axis, strokeDasharray: '2 2', strokeOpacity: 0.7 })]),
    ruleX([inside(margin)], { stroke: INK.text, strokeWidth: 1.5 }),
    link([0], { ...ends, stroke: color, strokeWidth: 3, strokeLinecap: 'round' }),
    ...(harmBounds.upper > scale.to ? [arrow(right, 90, color)] : []),
    ...(harmBounds.lower < scale.from ? [arrow(left, -90, color)] : []),
    ...(inside(harm) === harm ? [dot([0], { x: harm, y: 0, r: 4.5, fill: color, stroke: INK.page, strokeWidth: 1 })] : []),
  ]
  return draw({ ...FRAME, height: HEIGHT, x: { domain: [left, right], axis: null }, marks }, null)
}

/** The scale above the intervals of one metric. */
export function drawScale(scale: Scale): Html {
  const tickFormat = (value: number) => formatPlain(value, 3)
  const axis = axisX({ anchor: 'top', ticks: TICKS, tickSize: 3, tickFormat, color: INK.axis, fontSize: 11, label: null })
  return draw({ ...FRAME, height: 20, marginTop: 18, marginBottom: 1, x: { domain: domainOf(scale) }, marks: [axis] }, null)
}

const FRAME = { width: WIDTH, marginLeft: EDGE, marginRight: EDGE, marginTop: 0, marginBottom: 0, y: { domain: [-1, 1], axis: null } }

/** A little air, so that nothing ends where the drawing does. */
function domainOf({ from, to }: Scale): [number, number] {
  const air = (to - from) * AIR
  return [from - air, to + air]
}

/** The interval goes on beyond the scale. */
function arrow(x: number, rotate: number, fill: string): Markish {
  return dot([0], { x, y: 0, r: 5, symbol: 'triangle', rotate, fill })
}
