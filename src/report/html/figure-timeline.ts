import { areaY, axisX, axisY, dot, gridY, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot'
import { evenly } from '../../judge/evenly.ts'
import type { FigureOf } from '../../judge/figure.ts'
import { formatPercent, formatPlain } from '../../judge/format-number.ts'
import { clockOf } from '../rollout/told.ts'
import { draw } from './draw.ts'
import { captioned, legendOf, numbersTable } from './figure-parts.ts'
import { type Html, html, shown } from './html.ts'
import { ARMS, INK } from './ink.ts'

const SIZE = { width: 360, height: 230, marginLeft: 56, marginRight: 24, marginTop: 30, marginBottom: 38 }
const TABLE_ROWS = 11
const DIGITS = 3
/** Labels of decisions nearer to each other than this part of the width would lie on one another. */
const LABEL_ROOM = 0.045
/** Wide intervals of few requests would press the values flat: what lies beyond is cut, of the largest value. */
const MOST_BAND = 2.5

type Timeline = FigureOf<'timeline'>
type Row = { readonly x: Date; readonly y: number; readonly low: number; readonly high: number }

/** Series over time, with what decides (lines across) and what was decided (numbered lines upright). */
export function timelineFigure(figure: Timeline): Html {
  const { title, caption, series, limits, y } = figure
  const styled = series.map((one, index) => ({ ...one, style: styleOf(one.arm, index) }))
  const drawing = draw(optionsOf(figure), `${shown(title)} over time. The numbers are in the table below.`)
  const legend = legendOf([
    ...styled.map(({ name, style }) => ({ name, ...style })),
    ...limits.map(({ name, value }) => ({ name: `${name}: ${tick(y)(value)}`, color: LIMIT.stroke, dash: '' })),
  ])
  const tables = series.map(({ name, points }) =>
    numbersTable(
      name,
      ['UTC', y.label, 'from', 'to'],
      evenly(points, TABLE_ROWS).map(({ at, value, lower, upper }) => [
        clockOf(at),
        tick(y)(value),
        lower === null ? '' : tick(y)(lower),
        upper === null ? '' : tick(y)(upper),
      ]),
    ),
  )
  return captioned(
    title,
    caption,
    html`${legend}<div class="drawing">${drawing}</div><details><summary>Numbers</summary><div class="panels">${tables}</div></details>`,
  )
}

function optionsOf({ series, limits, events, y }: Timeline) {
  const [from, to] = spanOf(series, events)
  const top = topOf(series, y.scale)
  const rowsOf = (points: Timeline['series'][number]['points']): Row[] =>
    points.map(({ at, value, lower, upper }) => ({
      x: new Date(at),
      y: Math.min(value, top),
      low: Math.min(lower ?? value, top),
      high: Math.min(upper ?? top, top),
    }))
  const [bottom, above] = y.scale === 'log' ? logDomain(series, limits) : [0, top]
  const ticks = y.scale === 'log' ? powersOfTen(bottom, above) : 4
  const labelled = spaced(events, from, to)
  const marks: Markish[] = [
    gridY({ stroke: INK.grid, strokeOpacity: 1, ticks }),
    axisX({ ticks: 4, tickFormat: clockFor(from, to), label: 'UTC', labelArrow: 'none' }),
    axisY({ ticks, tickFormat: tick(y), label: shown(y.label, 40), labelArrow: 'none' }),
    ...events.map(({ at, tone }) =>
      ruleX([new Date(at)], { stroke: toneColor(tone), strokeWidth: 1, strokeDasharray: '2 3', strokeOpacity: 0.8 }),
    ),
    text(labelled, {
      x: ({ at }: { readonly at: string }) => new Date(at),
      text: ({ label }: { readonly label: string }) => shown(label, 8),
      frameAnchor: 'top',
      dy: -9,
      fontSize: 10,
      fill: ({ tone }: { readonly tone: string }) => toneColor(tone),
    }),
    ...limits.map(({ value }) => ruleY([value], LIMIT)),
    ...series.flatMap(({ arm, points, step }, index): Markish[] => {
      const { color, dash } = styleOf(arm, index)
      const rows = rowsOf(points)
      const banded = points.some(({ lower, upper }) => lower !== null || upper !== null)
      const curve = step ? ('step-after' as const) : ('linear' as const)
      // A step stays until the end.
      const last = rows.at(-1)
      const drawn = step && last !== undefined ? [...rows, { ...last, x: to }] : rows
      return [
        ...(banded ? [areaY(rows, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.16 })] : []),
        line(drawn, { x: 'x', y: 'y', curve, stroke: color, strokeWidth: 1.75, strokeDasharray: dash, strokeLinejoin: 'round' }),
        ...(rows.length === 1 ? [dot(rows, { x: 'x', y: 'y', fill: color, r: 3 })] : []),
      ]
    }),
  ]
  const scale = { type: y.scale, domain: [bottom, above] }
  return { ...SIZE, x: { type: 'utc' as const, domain: [from, to] }, y: scale, marks }
}

const LIMIT = { stroke: 'var(--fail)', strokeWidth: 1.25 }

/** Arms as everywhere; others, of which there are several, by colour and dashes in turn. */
function styleOf(arm: Timeline['series'][number]['arm'], index: number): { readonly color: string; readonly dash: string } {
  return arm === 'other' ? (OTHERS[index % OTHERS.length] ?? ARMS.other) : ARMS[arm]
}

const OTHERS = [
  { color: 'var(--other)', dash: '' },
  { color: 'var(--inconclusive)', dash: '5 3' },
  { color: 'var(--pass)', dash: '1.5 3' },
  { color: 'var(--baseline)', dash: '7 2 2 2' },
] as const

function toneColor(tone: string): string {
  return tone === 'none' ? INK.axis : `var(--${tone})`
}

/** From the first moment to the last of points and decisions; a moment alone gets a minute. */
function spanOf(series: Timeline['series'], events: Timeline['events']): [Date, Date] {
  const times = [...series.flatMap(({ points }) => points.map(({ at }) => Date.parse(at))), ...events.map(({ at }) => Date.parse(at))]
  const [from, to] = times.length === 0 ? [0, 0] : [Math.min(...times), Math.max(...times)]
  return [new Date(from), new Date(Math.max(to, from + 60_000))]
}

function topOf(series: Timeline['series'], scale: Timeline['y']['scale']): number {
  const values = series.flatMap(({ points }) => points.map(({ value }) => value))
  const largest = Math.max(0, ...values)
  if (scale === 'log') return largest
  const ends = series.flatMap(({ points }) => points.map(({ upper }) => upper ?? 0))
  const top = Math.min(Math.max(largest, ...ends), largest === 0 ? Number.POSITIVE_INFINITY : largest * MOST_BAND)
  return top > 0 ? top : 1
}

function logDomain(series: Timeline['series'], limits: Timeline['limits']): [number, number] {
  const values = [...series.flatMap(({ points }) => points.map(({ value }) => value)), ...limits.map(({ value }) => value), 1]
  const positive = values.filter((value) => value > 0)
  return [Math.min(...positive) / 1.5, Math.max(...positive) * 1.5]
}

function powersOfTen(from: number, to: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(from)), Math.floor(Math.log10(to))]
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
}

/** Those whose label has room beside the one before. */
function spaced(events: Timeline['events'], from: Date, to: Date): Timeline['events'] {
  const room = (to.getTime() - from.getTime()) * LABEL_ROOM
  let last = Number.NEGATIVE_INFINITY
  return events.filter(({ at }) => {
    const time = Date.parse(at)
    if (time - last < room) return false
    last = time
    return true
  })
}

const DAY_MS = 86_400_000
const MINUTES_MS = 180_000

/** Days, hours or seconds, by how long it took. */
function clockFor(from: Date, to: Date): (time: Date) => string {
  const span = to.getTime() - from.getTime()
  const [start, end] = span > 2 * DAY_MS ? [5, 10] : span < MINUTES_MS ? [11, 19] : [11, 16]
  return (time) => time.toISOString().slice(start, end)
}

function tick({ unit }: Timeline['y']): (value: number) => string {
  return unit === 'share' ? (value) => formatPercent(value) : (value) => formatPlain(value, DIGITS)
}
