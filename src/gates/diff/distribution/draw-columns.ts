import type { Figure } from '../../../judge/figure.ts'
import { formatPlain } from '../../../judge/format-number.ts'
import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { type Bins, binnedQuantile, total } from '../../../stats/drift/counts.ts'

/** Columns that are drawn: those that changed most. */
const MOST_COLUMNS = 6
const NUMBER_BARS = 24
const LEVEL_BARS = 12
/** Shares of the pooled values outside which a bar would only stretch the axis; they are counted in the outer bars. */
const DRAWN = [0.005, 0.995] as const
const MOST_CHARACTERS = 200

/** Both distributions of each column as bars side by side, in shares of the values. */
export function drawColumns(columns: readonly ColumnProfile[]): readonly Figure[] {
  return columns.flatMap((column) => drawColumn(column) ?? []).slice(0, MOST_COLUMNS)
}

function drawColumn({ name, use, bins, levels }: ColumnProfile): Figure | null {
  const title = name.slice(0, MOST_CHARACTERS)
  if (use === 'number' && bins !== null) return drawNumbers(title, bins)
  if (levels === null || levels.length === 0) return null
  const shown = levels.slice(0, LEVEL_BARS)
  const rest = levels.slice(LEVEL_BARS)
  const values = (side: 'reference' | 'current') => {
    const rows = total(levels.map((level) => level[side]))
    const shares = [...shown.map((level) => level[side]), ...(rest.length === 0 ? [] : [total(rest.map((level) => level[side]))])]
    return shares.map((count) => (rows === 0 ? 0 : count / rows))
  }
  const labels = [
    ...shown.map((level) => (level.name ?? '…').slice(0, MOST_CHARACTERS)),
    ...(rest.length === 0 ? [] : [`${rest.length} others`]),
  ]
  return bars(title, labels, values('reference'), values('current'))
}

function drawNumbers(title: string, bins: Bins): Figure | null {
  const pooled = Array.from(bins.reference, (count, i) => count + (bins.current[i] ?? 0))
  const [low = 0, high = 0] = DRAWN.map((p) => binnedQuantile(bins.values, pooled, p))
  if (!(high > low)) return null
  const width = (high - low) / NUMBER_BARS
  const place = (value: number) => Math.min(NUMBER_BARS - 1, Math.max(0, Math.floor((value - low) / width)))
  const shares = (counts: ArrayLike<number>) => {
    const out = new Array<number>(NUMBER_BARS).fill(0)
    const all = total(counts)
    for (let i = 0; i < counts.length; i++) {
      const bar = place(bins.values[i] ?? 0)
      out[bar] = (out[bar] ?? 0) + (counts[i] ?? 0) / Math.max(1, all)
    }
    return out
  }
  const labels = Array.from({ length: NUMBER_BARS }, (_, bar) => formatPlain(low + bar * width, 3))
  return bars(title, labels, shares(bins.reference), shares(bins.current))
}

function bars(title: string, labels: string[], reference: number[], current: number[]): Figure {
  return {
    kind: 'bars',
    title,
    caption: 'Share of the values of each side; the outer bars hold what lies beyond them.',
    x: title,
    y: 'share of values',
    labels,
    groups: [
      { name: 'reference', arm: 'baseline', values: reference },
      { name: 'current', arm: 'candidate', values: current },
    ],
  }
}
