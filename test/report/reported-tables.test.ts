import { renderReport } from '../../src/report/markdown-report.ts'
import { reportedTables } from '../../src/report/reported-tables.ts'
import { renderTerminalReport } from '../../src/report/terminal-report.ts'
import { VERDICTS } from './fixture-verdicts.ts'

const WHY = 'it grows as the rows get fewer'
const one = (metric: string, slice: string | null, candidate: number) => ({ metric, slice, baseline: null, candidate, why: WHY })
const REPORTED = [one('JS', 'age', 0.31), one('PSI', 'age', 0.93), one('PSI', 'sex', 0.02)]
const OF_BOTH = { metric: 'ece', slice: null, baseline: 0.1, candidate: 0.2, why: 'no interval is known' }

test('numbers of several columns are one table, a row a column; what has a value of each model stays a line', () => {
  expect(reportedTables([OF_BOTH, ...REPORTED])).toEqual({
    tables: [
      {
        why: WHY,
        metrics: ['JS', 'PSI'],
        rows: [
          { slice: 'age', values: [0.31, 0.93] },
          { slice: 'sex', values: [undefined, 0.02] },
        ],
      },
    ],
    rest: [OF_BOTH],
  })
})

test('a single column needs no table', () => {
  expect(reportedTables([one('PSI', 'age', 0.93)])).toEqual({ tables: [], rest: [one('PSI', 'age', 0.93)] })
})

test('both reports show the table, and keep what it does not hold', () => {
  const verdict = { ...VERDICTS.pass[0], reported: [OF_BOTH, ...REPORTED] }
  expect(renderTerminalReport([verdict])).toContain(
    [`  Reported, not judged (${WHY}):`, '         JS    PSI', '    age  0.31  0.93', '    sex        0.02'].join('\n'),
  )
  const markdown = renderReport([verdict])
  expect(markdown).toContain('| age | 0.31 | 0.93 |')
  expect(markdown).toContain('| ece | 0.1 | 0.2 |')
})

test('of many checks that pass the last are named in one line; none that concerns a person is', () => {
  const [verdict] = VERDICTS.pass
  const [check] = verdict.checks
  if (check === undefined) throw new Error('no check')
  const checks = Array.from({ length: 30 }, (_, index) => ({ ...check, id: `c${index}`, metric: `metric-${index}` }))
  const text = renderTerminalReport([{ ...verdict, checks }])
  expect(text).toMatch(/and 18 more pass: c12/)
  const failing = checks.map((one) => ({ ...one, outcome: 'fail' as const }))
  expect(renderTerminalReport([{ ...verdict, checks: failing }])).not.toContain('more pass')
})
