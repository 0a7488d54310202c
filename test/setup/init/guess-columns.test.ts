import { certain } from '../../../src/setup/init/guess.ts'
import { guessSpecialColumns } from '../../../src/setup/init/guess-columns.ts'
import { guessSlices } from '../../../src/setup/init/guess-slices.ts'
import { fraction, table, text, whole } from './tables.ts'

function special(columns: Parameters<typeof table>[0], features: readonly string[] = []) {
  const { id, group, query, weight } = guessSpecialColumns(table(columns), new Set(features))
  return { id: id?.value ?? null, group: group?.value ?? null, query: query?.value ?? null, weight }
}
const NONE = { id: null, group: null, query: null, weight: null }

test.each([
  ['an id is another in every row', [whole('row_id', 1, 1000, 1000)], [], { ...NONE, id: 'row_id' }],
  ['an id that repeats is none', [whole('row_id', 1, 1000, 990)], [], NONE],
  ['households are groups', [whole('household_id', 1, 400, 400)], [], { ...NONE, group: 'household_id' }],
  ['a user in every row is an id, not a group', [text('user_id', 1000)], [], { ...NONE, id: 'user_id' }],
  ['five stores are too few groups', [whole('store_id', 1, 5)], [], NONE],
  ['queries', [whole('query_id', 1, 505, 505)], [], { ...NONE, query: 'query_id' }],
  ['a weight is named, never used', [fraction('sample_weight', 0.1, 9)], [], { ...NONE, weight: 'sample_weight' }],
  ['a weight that the model reads is a feature', [fraction('weight', 40, 120)], ['weight'], NONE],
  ['an id without a value somewhere is none', [whole('id', 1, 1000, 1000, { nulls: 1 })], [], NONE],
] as const)('%s', (_, columns, features, expected) => {
  expect(special([...columns], features)).toEqual(expected)
})

test('slices are ages by usual edges and columns of few texts, without what is something else', () => {
  const columns = [
    whole('age', 17, 90),
    text('sex', ['Female', 'Male']),
    text('country', 41),
    text('label', ['no', 'yes']),
    whole('wage', 0, 9),
  ]
  const slices = guessSlices(table(columns), { label: certain('label', ''), special: { id: null, group: null, query: null, weight: null } })
  expect(slices.map(({ column, edges }) => [column, edges])).toEqual([
    ['age', [30, 45, 60]],
    ['sex', null],
  ])
})

test('edges outside of the data are left out', () => {
  const slices = guessSlices(table([whole('age', 18, 50)]), {
    label: certain('y', ''),
    special: { id: null, group: null, query: null, weight: null },
  })
  expect(slices[0]?.edges).toEqual([30, 45])
})
