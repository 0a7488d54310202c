import { dot, line, type Markish } from '@observablehq/plot'
import type { FigureOf } from '../../judge/figure.ts'
import { formatPlain } from '../../judge/format-number.ts'
import { draw } from './draw.ts'
import { captioned, legendOf, numbersTable } from './figure-parts.ts'
import { type Html, html, shown } from './html.ts'
import { ARMS, INK } from './ink.ts'

const SIZE = { width: 360, height: 300, marginLeft: 46, marginRight: 14, marginTop: 24, marginBottom: 40 }
/** Rows of a curve's table for those who read numbers. */
const TABLE_ROWS = 11
const MAX_AXIS_CHARS = 40
const DIGITS = 4

type Curves = FigureOf<'curves'>
type Row = { readonly x: number; readonly y: number }

export function curvesFigure(figure: Curves): Html {
  const { title, caption, series, reference } = figure
  const names = series.map(({ name }) => shown(name)).join(' and ')
  const drawing = draw(
    { ...SIZE, x: axisOf(figure.x), y: axisOf(figure.y), marks: marksOf(figure) },
    `${shown(title)} of ${names}. The numbers are in the table below.`,
  )
  const legend = legendOf([...series, ...(reference === null ? [] : [{ name: reference.name, arm: 'reference' as const }])])
  const tables = series.map(({ name, points }) =>
    numbersTable(
      name,
      [figure.x.label, figure.y.label],
      evenly(points, TABLE_ROWS).map(([x, y]) => [formatPlain(x, DIGITS), formatPlain(y, DIGITS)]),
    ),
  )
  return captioned(
    title,
    caption,
    html`${legend}<div class="drawing">${drawing}</div><details><summary>Numbers</summary><div class="panels">${tables}</div></details>`,
  )
}

function marksOf({ series, reference }: Curves): Markish[] {
  const rows = (points: readonly (readonly [number, number])[]): Row[] => points.map(([x, y]) => ({ x, y }))
  return [
    ...(reference === null
      ? []
      : [line(rows(reference.points), { x: 'x', y: 'y', stroke: INK.axis, strokeWidth: 1, strokeDasharray: '2 3' })]),
    ...series.flatMap(({ arm, points, marks }): Markish[] => {
      const { color, dash, symbol } = ARMS[arm]
      return [
        line(rows(points), { x: 'x', y: 'y', stroke: color, strokeWidth: 1.75, strokeDasharray: dash, strokeLinejoin: 'round' }),
        ...(marks ? [dot(rows(points), { x: 'x', y: 'y', fill: color, r: 3, symbol, stroke: INK.page, strokeWidth: 0.75 })] : []),
      ]
    }),
  ]
}

function axisOf({ label, from, to }: Curves['x']) {
  const options = {
    label: shown(label, MAX_AXIS_CHARS),
    grid: true,
    ticks: 5,
    labelArrow: 'none' as const,
    tickFormat: (value: number) => formatPlain(value),
  }
  if (from !== null && to !== null && from < to) return { ...options, domain: [from, to] }
  return { ...options, nice: true, zero: from === 0 }
}

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]).filter(
    (item) => item !== undefined,
  )
}
