import type { FigureOf } from '../../judge/figure.ts'
import { formatCount, formatPercent, formatPlain } from '../../judge/format-number.ts'
import { captioned, scrollable } from './figure-parts.ts'
import { type Html, html } from './html.ts'

/** Steps of colour, as in the style sheet. */
const LEVELS = 5
const MAX_LABEL_CHARS = 60

/** Beyond so many classes only counts are shown, so that two matrices stand side by side. */
const FEW_CLASSES = 4

/** Tables whose cells are coloured: people see a picture, screen readers a table, and both have the numbers. */
export function matrixFigure({ title, caption, rowLabel, columnLabel, labels, panels }: FigureOf<'matrix'>): Html {
  const few = labels.length <= FEW_CLASSES
  const tables = panels.map(({ name, cells }) => {
    const rows = labels.map((label, row) => {
      const of = cells[row] ?? []
      const total = of.reduce((sum, cell) => sum + cell, 0)
      const shares = labels.map((_, column) => matrixCell(of[column] ?? 0, total, row === column, few))
      return html`<tr><th scope="row">${cut(label)}</th>${shares}</tr>
`
    })
    const heads = labels.map((label) => html`<th scope="col">${cut(label)}</th>`)
    const head = html`<tr><th scope="col">${rowLabel} ↓ ${columnLabel} →</th>${heads}</tr>`
    const table = html`<table class="${few ? 'grid' : 'grid dense'}"><caption>${name}</caption><thead>${head}</thead><tbody>${rows}</tbody></table>`
    return html`<div>${scrollable(`${title}: ${name}`, table)}</div>`
  })
  return captioned(title, `${caption}${few ? ' Shares are of the row.' : ''}`, html`<div class="panels">${tables}</div>`, 'whole')
}

/** Blue on the diagonal, red beside it; few errors are many to who looks for them, so their colour grows with the root. */
function matrixCell(count: number, total: number, right: boolean, withShare: boolean): Html {
  const share = total > 0 ? count / total : 0
  const level = Math.round((right ? share : Math.sqrt(share)) * LEVELS)
  const text = Number.isInteger(count) ? formatCount(count) : formatPlain(count)
  const percent = withShare ? html`<br><small>${total > 0 ? formatPercent(share) : '–'}</small>` : null
  return html`<td class="${right ? 'm' : 'w'}${level}">${text}${percent}</td>`
}

/** Values from −1 (good, blue) to 1 (bad, red); the text says what they are. */
export function heatmapFigure(figure: FigureOf<'heatmap'>): Html {
  const { title, caption, rowLabel, columnLabel, rows, columns, cells } = figure
  const head = html`<tr><th scope="col">${rowLabel} ↓ ${columnLabel} →</th>${columns.map((column) => html`<th scope="col">${cut(column)}</th>`)}</tr>`
  const body = rows.map((row, index) => {
    const of = columns.map((_, column) => heatCell(cells[index]?.[column] ?? null))
    return html`<tr><th scope="row">${cut(row)}</th>${of}</tr>
`
  })
  const table = html`<table class="grid"><thead>${head}</thead><tbody>${body}</tbody></table>`
  return captioned(title, caption, scrollable(title, table), 'whole')
}

function heatCell(cell: FigureOf<'heatmap'>['cells'][number][number]): Html {
  if (cell === null) return html`<td>–</td>`
  const { value, text } = cell
  const level = value === null ? 0 : Math.round(Math.min(Math.abs(value), 1) * LEVELS)
  return html`<td class="${(value ?? 0) > 0 ? 'w' : 'b'}${level}">${text}</td>`
}

function cut(label: string): string {
  const characters = Array.from(label)
  return characters.length <= MAX_LABEL_CHARS ? label : `${characters.slice(0, MAX_LABEL_CHARS - 1).join('')}…`
}
