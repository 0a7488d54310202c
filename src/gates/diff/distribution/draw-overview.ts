import type { FigureOf } from '../../../judge/figure.ts'
import { formatPercent, formatPlain } from '../../../judge/format-number.ts'
import type { ColumnProfile, SideCounts } from '../../../sources/tabular/distribution/profile.ts'
import { binnedQuantile, total } from '../../../stats/drift/counts.ts'

/** Rows of the table; a reader of more sorts them elsewhere. */
const MOST_COLUMNS = 100
const MOST_CHARACTERS = 80

type Cell = FigureOf<'heatmap'>['cells'][number][number]
type Measured = { readonly distance: number; readonly nulls: number }

/** What is measured of each column, reference → now; coloured by how near it is to its margin (full colour: twice the margin). */
export function drawOverview(columns: readonly ColumnProfile[], inMargins: (name: string) => Measured): FigureOf<'heatmap'> | null {
  const shown = columns.slice(0, MOST_COLUMNS)
  if (shown.length === 0) return null
  return {
    kind: 'heatmap',
    title: 'All columns',
    caption:
      'Reference → now, the column that moved most first; one value where both are the same. Colour: how near to the margin, full at twice the margin.',
    rowLabel: 'column',
    columnLabel: 'measured',
    rows: shown.map(({ name }) => cut(name)),
    columns: ['distance, in margins', 'nulls', 'NaN and ∞', 'zeros', 'least', '25 %', 'median', '75 %', 'largest', 'levels'],
    cells: shown.map((column) => cellsOf(column, inMargins(column.name))),
  }
}

function cellsOf({ use, bins, levels, reference, current }: ColumnProfile, { distance, nulls }: Measured): Cell[] {
  const sides = (of: (side: SideCounts) => string | null): string | null => arrow(of(reference), of(current))
  const share = (count: (side: SideCounts) => number) => sides((side) => (side.rows === 0 ? null : formatPercent(count(side) / side.rows)))
  const isNumber = use === 'number' && bins !== null
  const quantile = (p: number) => {
    if (!isNumber || total(bins.reference) === 0 || total(bins.current) === 0) return null
    const at = (counts: readonly number[]) => formatPlain(binnedQuantile(bins.values, counts, p), 3)
    return arrow(at(bins.reference), at(bins.current))
  }
  const limit = (of: (side: SideCounts) => number | null) => (isNumber ? sides((side) => numberOrNull(of(side))) : null)
  const levelCount = (side: 'reference' | 'current') => String(levels?.filter((level) => level[side] > 0).length ?? '')
  return [
    Number.isFinite(distance) ? { value: Math.min(1, distance / 2), text: formatPlain(distance, 2) } : null,
    plain(
      share((side) => side.nulls),
      Math.min(1, Math.max(-1, nulls / 2)),
    ),
    plain(isNumber ? share((side) => side.notNumbers + side.infinities) : null),
    plain(isNumber ? share((side) => side.zeros) : null),
    plain(limit(({ min }) => min)),
    ...[0.25, 0.5, 0.75].map((p) => plain(quantile(p))),
    plain(limit(({ max }) => max)),
    plain(levels === null ? null : arrow(levelCount('reference'), levelCount('current'))),
  ]
}

function plain(text: string | null, value: number | null = null): Cell {
  return text === null ? null : { value, text: cut(text) }
}

function arrow(before: string | null, after: string | null): string | null {
  if (before === null || after === null) return before ?? after
  return before === after ? before : `${before} → ${after}`
}

function numberOrNull(value: number | null): string | null {
  return value === null ? null : formatPlain(value, 3)
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`
}
