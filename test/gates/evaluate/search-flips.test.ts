import { MeasurementError } from '../../../src/errors.ts'
import { searchFlips } from '../../../src/gates/evaluate/search-flips.ts'
import { type CountedTurns, NO_GROUP, type ScoredRows, type ScoringJob, type TurnsToCount } from '../../../src/sources/scored-rows.ts'

const limits = { batchRows: 1, timeLimitMs: 1, memoryLimitBytes: 1 }
const job: ScoringJob = {
  task: 'binary-classification',
  data: {
    files: [],
    format: 'csv',
    label: 'y',
    id: 'customer',
    slices: [
      { kind: 'column', column: 'sex' },
      { kind: 'where', name: 'new', where: 'a > 1' },
    ],
  },
  arms: {},
  limits,
}

function scoredRows(rows: number, slices: ScoredRows['slices'] = []): ScoredRows {
  const design = { weight: null, cluster: null, clusters: rows, query: null, queries: 0 }
  return { rows, label: new Uint8Array(rows), arms: {}, ...design, classes: [], slices }
}

/** Every tenth row turned: wrong in the first half of the rows, in turn wrong and right in the other. */
const turns = (rows: number) => Int8Array.from({ length: rows }, (_, row) => (row % 10 > 0 ? 0 : row < rows / 2 || row % 20 === 0 ? -1 : 1))

async function search(
  of: Int8Array,
  slices: ScoredRows['slices'] = [],
  counted: CountedTurns | Error = { groups: [], columns: 0, left: 0 },
) {
  const asked: TurnsToCount[] = []
  const countTurns = async (wanted: TurnsToCount) => {
    asked.push(wanted)
    if (counted instanceof Error) throw counted
    return counted
  }
  return { asked, ...(await searchFlips(of, scoredRows(of.length, slices), job, countTurns)) }
}

const group = (of: string, slice: string, rows: number, toWrong: number, toRight: number) => ({ of, slice, rows, toWrong, toRight })

test('asks for the turned rows in every column but those that say nothing new', async () => {
  const { asked } = await search(turns(200))
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ skip: ['y', 'customer', 'sex'], minRows: 50 })
  expect([...(asked[0]?.rows ?? [])]).toEqual(Array.from({ length: 20 }, (_, index) => index * 10))
  expect([...(asked[0]?.turns ?? [])].filter((turn) => turn > 0)).toHaveLength(5)
})

test('groups of slices and columns in one search, the surest first, of each column its surest', async () => {
  // Of 2,000 rows 150 turned wrong and 50 right: 100 and none in the first half.
  const half = { name: 'half', groups: ['first', 'second'], code: Uint16Array.from({ length: 2000 }, (_, row) => Number(row >= 1000)) }
  const groups = [
    group('city', 'city=Ulm', 200, 40, 0),
    group('city', 'city=Bonn', 200, 30, 0),
    group('job', 'job=none', 400, 30, 10),
    group('tiny', 'tiny=1', 20, 20, 0),
    group('all', 'all=1', 2000, 150, 50),
  ]
  const { flips, notes } = await search(turns(2000), [half], { groups, columns: 4, left: 0 })
  expect(flips).toEqual({
    rows: 2000,
    toWrong: 150,
    toRight: 50,
    groups: [
      { slice: 'city=Ulm', rows: 200, toWrong: 40, toRight: 0 },
      { slice: 'first', rows: 1000, toWrong: 100, toRight: 0 },
    ],
  })
  expect(notes).toEqual([])
})

test('a loss that is everywhere the same is separated by nothing', async () => {
  const everywhere = Int8Array.from({ length: 2000 }, (_, row) => (row % 10 === 0 ? -1 : 0))
  const { flips } = await search(everywhere, [], { groups: [group('city', 'city=Ulm', 500, 50, 0)], columns: 1, left: 0 })
  expect(flips).toEqual({ rows: 2000, toWrong: 200, toRight: 0, groups: [] })
})

test('at most five groups', async () => {
  const groups = Array.from({ length: 9 }, (_, index) => group(`c${index}`, `c${index}=1`, 200, 40, index % 2))
  expect((await search(turns(2000), [], { groups, columns: 9, left: 0 })).flips.groups).toHaveLength(5)
})

test.each([
  ['none turned', new Int8Array(1000)],
  ['one row', Int8Array.of(-1)],
  ['no row', new Int8Array()],
  ['nine turned: no group can be told from chance', Int8Array.from({ length: 1000 }, (_, row) => (row < 9 ? -1 : 0))],
])('%s: the data are not read again', async (_, few) => {
  const slice = { name: 's', groups: ['a'], code: new Uint16Array(few.length).fill(few.length > 5 ? 0 : NO_GROUP) }
  const { asked, flips, notes } = await search(few, [slice])
  expect({ asked, notes, groups: flips.groups }).toEqual({ asked: [], notes: [], groups: [] })
})

test('what was left out is said', async () => {
  const large = await search(turns(200_010))
  expect(large.asked).toEqual([])
  expect(large.notes).toEqual([
    'Changed answers were looked for in the declared slices alone: the data have 200,010 rows, and their other columns are searched up to 200,000.',
  ])
  const wide = await search(turns(200), [], { groups: [], columns: 100, left: 30 })
  expect(wide.notes).toEqual(['Changed answers were not looked for in the last 30 columns of the data.'])
  const unreadable = await search(turns(200), [], new MeasurementError('DATA_INVALID', 'd.csv: found no readable file', 'Look.'))
  expect(unreadable.notes).toEqual(['Changed answers were looked for in the declared slices alone: d.csv: found no readable file.'])
  await expect(search(turns(200), [], new Error('a fault'))).rejects.toThrow('a fault')
})
