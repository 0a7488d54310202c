import { compareAll } from '../../../src/gates/evaluate/compare.ts'
import { evaluateSection } from '../../../src/gates/evaluate/policy.ts'
import type { Sample } from '../../../src/metrics/sample.ts'
import type { SliceColumn } from '../../../src/sources/scored-rows.ts'

const numbers = (rows: number, of: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => of(row))
const codes = (rows: number, of: (row: number) => number) => Uint32Array.from({ length: rows }, (_, row) => of(row))

type Wish = { readonly sample: Sample; readonly metric: string; readonly width?: number; readonly slices?: readonly SliceColumn[] }

/** Two arms with the same answers: what is measured at all, and on how many units. */
function compare({ sample, metric, width = 1, slices = [] }: Wish) {
  const answers = () => ({ width, values: numbers(sample.label.length * width, (i) => ((i * 7) % 11) / 11) })
  const policy = evaluateSection.parse({ metrics: { [metric]: { margin: 0.2 } } })
  const { comparisons, notes } = compareAll({ sample, arms: { baseline: answers(), candidate: answers() } }, slices, policy, 'evaluation')
  return { measured: comparisons.map(({ measured }) => measured), notes }
}

/** Documents of a ranking, query after query. */
function ranking(documents: readonly number[], cluster: ((row: number) => number) | null = null): Sample {
  const query = Uint32Array.from(documents.flatMap((count, one) => Array(count).fill(one)))
  const rows = query.length
  const code = cluster === null ? null : codes(rows, cluster)
  return {
    ...{ task: 'ranking', label: numbers(rows, (row) => (row + 1) % 2), weight: null, query, queries: documents.length },
    ...{ cluster: code, clusters: code === null ? rows : Math.max(...code) + 1 },
  }
}

describe('the units of a ranking', () => {
  const manySingle = [...Array(5).fill(4), ...Array(115).fill(1)]

  test.each([
    ['ndcg counts queries of several documents alone', manySingle, null, { kind: 'too-few-rows', n: 5, unit: 'queries' }],
    [
      'and groups that hold such a query',
      manySingle,
      (row: number) => (row < 20 ? Math.floor(row / 8) : row - 17),
      { kind: 'too-few-rows', n: 3, unit: 'groups' },
    ],
    [
      'documents that come again are no units',
      Array(12).fill(20),
      (row: number) => row % 120,
      { kind: 'too-few-rows', n: 12, unit: 'queries' },
    ],
    ['nor are groups within a query', Array(12).fill(20), (row: number) => row, { kind: 'too-few-rows', n: 12, unit: 'queries' }],
    ['groups of whole queries are', Array(400).fill(2), (row: number) => Math.floor(row / 4), { kind: 'measured', n: 200, unit: 'groups' }],
  ])('%s', (_, documents, cluster, expected) => {
    const { measured } = compare({ sample: ranking(documents, cluster), metric: 'ndcg' })
    expect(measured).toMatchObject([expected])
  })

  test('that groups cut queries is said', () => {
    const { notes } = compare({ sample: ranking(Array(12).fill(20), (row) => row % 120), metric: 'ndcg' })
    expect(notes).toContain(
      'Rows of one query are in several groups (`data.group`, or an id that comes again), so queries are taken to be what is independent.',
    )
  })
})

describe('rows of the rarer class', () => {
  const labels = (rarer: number, classes: number): Sample => ({
    ...{ task: 'multiclass-classification', label: Int32Array.from({ length: 400 }, (_, row) => (row < rarer ? 1 : 0)), classes },
    ...{ weight: null, cluster: null, clusters: 400 },
  })

  test.each([
    ['too few of two classes', labels(19, 2), { kind: 'too-few-rows', n: 400, rarer: 19 }],
    ['enough of two classes', labels(20, 2), { kind: 'measured' }],
    ['of three classes none is the rarer one', labels(19, 3), { kind: 'measured' }],
  ])('%s', (_, sample, expected) => {
    const width = sample.task === 'multiclass-classification' ? sample.classes : 1
    expect(compare({ sample, metric: 'f1_macro', width }).measured).toMatchObject([expected])
  })
})

test('notes name their slice, and one that cuts queries says so', () => {
  const sample = ranking(Array(300).fill(4))
  const halves = { name: 'half', groups: ['half=0', 'half=1'], code: Uint16Array.from({ length: 1200 }, (_, row) => (row < 600 ? 0 : 1)) }
  expect(compare({ sample, metric: 'ndcg', slices: [halves] }).notes).toEqual([])
  // Of each query the first document, of queries 0 … 149 also the second.
  const code = Uint16Array.from({ length: 1200 }, (_, row) => (row % 4 === 0 || (row % 4 === 1 && row < 600) ? 0 : 1))
  const { notes } = compare({ sample, metric: 'ndcg', slices: [{ name: 'dev', groups: ['dev=phone', 'dev=desk'], code }] })
  expect(notes).toContain('dev=phone: 300 of 300 queries have rows outside of it, too, and are judged on those within.')
  expect(notes).toContain('ndcg on dev=phone: 150 of 300 queries have only one document and are left out')
})
