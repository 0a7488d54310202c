import type { HistogramCounts, MeanSums, RateCounts } from '../ports.ts'
import type { GuardrailColumns } from './columns.ts'
import { type Line, type Wrong, wrongCell } from './csv.ts'

/** What a line says of one guardrail, for its arm; a cell that is empty was not measured. */
export type ArmCounts =
  | { readonly kind: 'rate'; readonly counts: RateCounts }
  | { readonly kind: 'histogram'; readonly edges: readonly number[]; readonly counts: HistogramCounts }
  | { readonly kind: 'mean'; readonly counts: MeanSums }
  | { readonly kind: 'not-evaluable'; readonly why: string }

/** Counts that can be, or what is wrong with them. */
export function readCounts(cells: Line['cells'], columns: GuardrailColumns): ArmCounts | readonly Wrong[] {
  const names = namesOf(columns)
  const empty = names.find((name) => (cells[name] ?? '') === '')
  if (empty !== undefined) return { kind: 'not-evaluable', why: `the recording has nothing in ${empty}` }
  const wrong = names.flatMap((name) => wrongNumber(name, cells[name] ?? '', columns))
  return wrong.length > 0 ? wrong : countsOf(cells, columns)
}

/** Null where the cell is empty. */
export function readRequests(cells: Line['cells']): number | null | readonly Wrong[] {
  const text = cells['requests'] ?? ''
  if (text === '') return null
  return isCount(text) ? Number(text) : [wrongCount('requests', text)]
}

function namesOf(columns: GuardrailColumns): readonly string[] {
  switch (columns.kind) {
    case 'rate':
      return [columns.requests, columns.failures]
    case 'latency':
      return columns.buckets
    case 'mean':
      return [columns.count, columns.sum, columns.sumOfSquares]
  }
}

function wrongNumber(name: string, text: string, columns: GuardrailColumns): Wrong[] {
  const isSum = columns.kind === 'mean' && name !== columns.count
  if (!isSum) return isCount(text) ? [] : [wrongCount(name, text)]
  if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return []
  return [wrongCell(name, text, 'a number', 'Leave the cell empty where nothing was measured.')]
}

/** `120` and `120.0`, as exports write counts; not `increase()`'s 119.7, which is a guess. */
function isCount(text: string): boolean {
  return /^\d+(\.0*)?$/.test(text) && Number.isSafeInteger(Number(text))
}

function wrongCount(name: string, text: string): Wrong {
  return wrongCell(
    name,
    text,
    'a whole number of requests, at least 0',
    "Export differences of the raw counters: Prometheus's `increase()` and `rate()` guess. Leave the cell empty where nothing was measured.",
  )
}

function countsOf(cells: Line['cells'], columns: GuardrailColumns): ArmCounts | readonly Wrong[] {
  const of = (name: string) => Number(cells[name] ?? '')
  switch (columns.kind) {
    case 'rate': {
      const counts = { requests: of(columns.requests), failures: of(columns.failures) }
      if (counts.failures <= counts.requests) return { kind: 'rate', counts }
      const expected = `at most the ${counts.requests} in \`${columns.requests}\``
      return [wrongCell(columns.failures, String(counts.failures), expected, 'Failures are part of the requests.')]
    }
    case 'latency': {
      const cumulative = columns.buckets.map(of)
      const counts = cumulative.map((count, index) => count - (cumulative[index - 1] ?? 0))
      const falls = counts.findIndex((count) => count < 0)
      if (falls === -1) return { kind: 'histogram', edges: columns.edges, counts: { counts } }
      const expected = `at least the ${cumulative[falls - 1]} in \`${columns.buckets[falls - 1]}\``
      return [wrongCell(columns.buckets[falls] ?? '', String(cumulative[falls]), expected, 'Buckets are cumulative, as `le` says.')]
    }
    case 'mean': {
      const counts = { count: of(columns.count), sum: of(columns.sum), sumOfSquares: of(columns.sumOfSquares) }
      const least = counts.count === 0 ? 0 : (counts.sum * counts.sum) / counts.count
      const isPossible = counts.count === 0 ? counts.sum === 0 && counts.sumOfSquares === 0 : counts.sumOfSquares >= least * (1 - ROUNDING)
      if (isPossible) return { kind: 'mean', counts }
      return [wrongCell(columns.sumOfSquares, String(counts.sumOfSquares), `at least ${least}`, 'No values have such sums.')]
    }
  }
}

const ROUNDING = 1e-9
