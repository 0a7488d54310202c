import { plainDesign } from '../../../src/gates/evaluate/plain-design.ts'
import type { Sample } from '../../../src/metrics/sample.ts'

const codes = (...code: number[]) => Uint32Array.from(code)
const rows = (weight: number[] | null, cluster: Uint32Array | null): Sample => ({
  task: 'regression',
  label: new Float64Array(4),
  weight: weight === null ? null : Float64Array.from(weight),
  cluster,
  clusters: cluster === null ? 4 : Math.max(...cluster) + 1,
})
const queries = (cluster: Uint32Array): Sample => ({
  ...{ task: 'ranking', label: new Float64Array(4), weight: null, query: codes(0, 0, 1, 1), queries: 2 },
  ...{ cluster, clusters: Math.max(...cluster) + 1 },
})

test.each([
  ['weights that are all alike say nothing', rows([2, 2, 2, 2], null), { weighted: false, grouped: false }],
  ['weights that differ stay', rows([2, 2, 2, 1], null), { weighted: true, grouped: false }],
  ['weights of 0 stay, to be refused', rows([0, 0, 0, 0], null), { weighted: true, grouped: false }],
  ['groups of one row say nothing', rows(null, codes(0, 1, 2, 3)), { weighted: false, grouped: false }],
  ['groups of several rows stay', rows(null, codes(0, 0, 1, 2)), { weighted: false, grouped: true }],
  ['groups of one query say nothing', queries(codes(0, 0, 1, 1)), { weighted: false, grouped: false }],
  ['groups that cut queries are left out', queries(codes(0, 1, 0, 1)), { weighted: false, grouped: false }],
  ['groups of several queries stay', queries(codes(0, 0, 0, 0)), { weighted: false, grouped: true }],
])('%s', (_, sample, expected) => {
  const { weight, cluster } = plainDesign(sample)
  expect({ weighted: weight !== null, grouped: cluster !== null }).toEqual(expected)
})
