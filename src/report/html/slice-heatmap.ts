import type { Check } from '../../judge/check.ts'
import type { FigureOf } from '../../judge/figure.ts'
import { formatCount, formatNumber } from '../../judge/format-number.ts'
import { subjectOf } from '../../judge/messages.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { outcomeWord } from '../words.ts'

/** Harm at which the colour is full, in margins: proven losses are rarely larger, and one margin must be seen. */
const FULL_COLOR = 2.5
const MOST_SLICES = 60
const MOST_METRICS = 12
const OVERALL = 'overall'

/** Harm of each metric in each slice in units of its margin, so that metrics compare; null where no slice was checked. */
export function sliceHeatmap({ checks }: Verdict): FigureOf<'heatmap'> | null {
  const compared = checks.filter(({ kind }) => kind === 'relative')
  if (!compared.some(({ slice }) => slice !== null)) return null
  const columns = [...new Set(compared.map(columnOf))].slice(0, MOST_METRICS)
  const all = [...new Set(compared.map(rowOf))]
  const rows = all.slice(0, MOST_SLICES)
  const byPlace = new Map(compared.map((check) => [JSON.stringify([rowOf(check), columnOf(check)]), check]))
  const left = all.length - rows.length
  return {
    kind: 'heatmap',
    title: 'Slices',
    caption: `Worsening in units of what is allowed: 1 is the margin, negative is better. Estimates, so a single red cell may be chance; the word says what is proven.${left === 0 ? '' : ` ${formatCount(left)} more slices are in the verdict file.`}`,
    rowLabel: 'slice',
    columnLabel: 'metric',
    rows,
    columns,
    cells: rows.map((row) => columns.map((column) => cellOf(byPlace.get(JSON.stringify([row, column]))))),
  }
}

function rowOf({ slice }: Check): string {
  return slice ?? OVERALL
}

function columnOf(check: Check): string {
  return subjectOf({ ...check, slice: null })
}

function cellOf(check: Check | undefined): FigureOf<'heatmap'>['cells'][number][number] {
  if (check === undefined) return null
  if (check.harm === null || !(check.margin > 0)) return { value: null, text: outcomeWord(check) }
  const margins = check.harm / check.margin
  const word = check.outcome === 'pass' ? '' : ` ${outcomeWord(check)}`
  return { value: margins / FULL_COLOR, text: `${formatNumber(margins, 1)}${word}` }
}
