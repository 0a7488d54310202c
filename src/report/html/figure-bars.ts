import { axisFy, axisX, barX, gridX, ruleX } from '@observablehq/plot'
import type { FigureOf } from '../../judge/figure.ts'
import { formatPlain } from '../../judge/format-number.ts'
import { draw } from './draw.ts'
import { captioned, legendOf, numbersTable } from './figure-parts.ts'
import { type Html, html, shown } from './html.ts'
import { ARMS, INK } from './ink.ts'

const WIDTH = 360
/** Room for as many of the widest letters. */
const LABEL_WIDTH = 132
const MAX_LABEL_CHARS = 18
const ROW_HEIGHT = 13
const DIGITS = 4

/** Lying bars, a group of them for each label: labels stay readable, however many there are. */
export function barsFigure({ title, caption, x, y, labels, groups }: FigureOf<'bars'>): Html {
  const rows = groups.flatMap(({ arm, values }, group) =>
    labels.flatMap((_, index) => {
      const value = values[index] ?? null
      return value === null ? [] : [{ label: index, group, value, color: ARMS[arm].color }]
    }),
  )
  const height = labels.length * (groups.length * ROW_HEIGHT + 8) + 44
  const drawing = draw(
    {
      width: WIDTH,
      height,
      marginLeft: LABEL_WIDTH,
      marginRight: 14,
      marginTop: 8,
      marginBottom: 36,
      x: { label: null, nice: true, zero: true },
      y: { axis: null, domain: groups.map((_, group) => group), padding: 0.1 },
      fy: { domain: labels.map((_, index) => index), padding: 0.15, axis: null },
      marks: [
        gridX({ stroke: INK.grid, strokeOpacity: 1 }),
        axisX({ ticks: 5, tickFormat: (value: number) => formatPlain(value), label: shown(y, MAX_LABEL_CHARS * 2), labelArrow: 'none' }),
        axisFy({ anchor: 'left', label: null, tickSize: 0, tickFormat: (index: number) => shown(labels[index] ?? '', MAX_LABEL_CHARS) }),
        barX(rows, { x: 'value', y: 'group', fy: 'label', fill: 'color' }),
        ruleX([0], { stroke: INK.axis }),
      ],
    },
    `${shown(title)}. The numbers are in the table below.`,
  )
  const numbers = labels.map((label, index) => [label, ...groups.map(({ values }) => showValue(values[index] ?? null))])
  const table = numbersTable(y, [x, ...groups.map(({ name }) => name)], numbers)
  return captioned(
    title,
    caption,
    html`${legendOf(groups)}<div class="drawing">${drawing}</div><details><summary>Numbers</summary>${table}</details>`,
  )
}

function showValue(value: number | null): string {
  return value === null ? '–' : formatPlain(value, DIGITS)
}
