import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBlock } from '../../scripts/calibrate/document.ts'
import { agree, formatRate, isBeyond, type Rate } from '../../scripts/calibrate/rate.ts'
import { CELLS, type Cell, LADDERS } from '../../scripts/calibrate/rollout-cells.ts'
import { simulateLadder } from '../../scripts/calibrate/rollout-ladder.ts'
import { simulateCell } from '../../scripts/calibrate/rollout-rates.ts'
import { type LadderRow, rowOfCell, rowOfLadder } from '../../scripts/calibrate/rollout-rows.ts'
import { parseRolloutTables, renderRolloutTables } from '../../scripts/calibrate/rollout-table.ts'

/** The committed tables are held to what is promised, to what others simulated, and to a repetition with fewer repeats. */
const block = readBlock(readFileSync(join(__dirname, '../../docs/calibration.md'), 'utf8'), 'rollout')
const committed = parseRolloutTables(block)

const cells = CELLS.map((cell) => {
  const rows = committed[cell.table]
  const row = rows[CELLS.filter(({ table }) => table === cell.table).indexOf(cell)]
  if (row === undefined) throw new Error(`docs/calibration.md has no row for '${cell.truth}'`)
  return { cell, row, name: `${row.truth}, ${row.guardrail}, α ${100 * row.alpha} %` }
})
const ladders = LADDERS.map((ladder, i) => {
  const row = committed.ladder[i]
  if (row === undefined) throw new Error(`docs/calibration.md has no row for '${ladder.truth}'`)
  return { ladder, row, name: `${row.truth}, ${row.guardrail}` }
})

const share = ({ count, repeats }: Rate) => count / repeats
const isPooled = ({ judge }: Cell) => judge === 'pooled'

function expectAgreement(what: string, now: Rate, then: Rate): void {
  expect(
    agree(now, then) ? [] : [`${what}: ${formatRate(now)} of ${now.repeats} now, ${formatRate(then)} of ${then.repeats} in the docs`],
  ).toEqual([])
}

test('the tables are read as they are written, with every cell of the command', () => {
  expect(renderRolloutTables(committed)).toBe(block)
  for (const { cell, row } of cells) expect(row).toMatchObject({ truth: cell.truth, alpha: cell.alpha, minutes: cell.minutes })
  expect(cells.every(({ row }) => row.repeats >= 2_000) && ladders.every(({ row }) => row.repeats >= 2_000)).toBe(true)
})

describe('an equal canary', () => {
  const equal = cells.filter(({ cell }) => cell.table === 'equal')
  test.each(equal.filter(({ cell }) => !isPooled(cell)))('is rolled back within α and three standard errors: $name', ({ cell, row }) => {
    expect(isBeyond(row.found, cell.alpha)).toBe(false)
  })

  test('by pooled counts would not be: the same bound finds out what is wrong', () => {
    const beyond = equal.filter(({ cell, row }) => isPooled(cell) && isBeyond(row.found, cell.alpha))
    expect(beyond.map(({ cell }) => cell.truth)).toEqual([
      'share 5, 25, 50 % and rate rises eightfold',
      'share 5, 25, 50 % over a day: traffic ± 80 %, rate ∓ 50 %',
      'share 5, 25, 50 % and ten times the failures in both arms at last',
    ])
  })
})

/** Least share found, in the order of the table. */
test('a worse canary is found in time', () => {
  const worse = cells.filter(({ cell }) => cell.table === 'worse').map(({ row }) => [row.truth, row.minutes, share(row.found)] as const)
  const promised = [
    ['4 times the failures', 30, 0.9],
    ['latencies × 1.25', 15, 0.95],
    ['10 times the failures', 30, 0.95],
    ['latencies × 2', 30, 0.95],
    ['stable never fails, the canary in 5 %', 10, 0.95],
    ['stable never fails, the canary always', 10, 0.99],
    ['4 times the failures', 180, 0.95],
  ] as const
  expect(worse.map(([truth, minutes]) => [truth, minutes])).toEqual(promised.map(([truth, minutes]) => [truth, minutes]))
  expect(worse.filter(([, , found], i) => found < (promised[i]?.[2] ?? 1))).toEqual([])
})

describe('a whole rollout', () => {
  const rowsOf = (truth: string) => ladders.filter(({ row }) => row.truth === truth).map(({ row }) => row)
  test('of a service without failures ends promoted in 99 %', () => {
    expect(rowsOf('no failures, 10/s').map(({ promoted }) => share(promoted) >= 0.99)).toEqual([true, true])
  })

  test.each(ladders)('rolls back no more than 1 % that are within the margin: $name', ({ row }) => {
    expect(isBeyond(row.rolledBack, 0.01)).toBe(false)
  })

  test.each(ladders.filter(({ row }) => row.truth.startsWith('exactly')))('promotes no more than 5 % at the margin: $name', ({ row }) => {
    expect(isBeyond(row.promoted, 0.05)).toBe(false)
  })
})

describe('the simulations that the design rests on', () => {
  test.each(cells.filter(({ cell }) => cell.published !== null))('$name', ({ cell, row }) => {
    const published = cell.published ?? { found: 0, repeats: 1, minutes: null }
    expectAgreement('found', row.found, { count: Math.round(published.found * published.repeats), repeats: published.repeats })
    // A median of 400 geometric-like times has a standard error of some 5 %; whole minutes add one.
    if (published.minutes !== null)
      expect(Math.abs((row.median ?? 0) - published.minutes)).toBeLessThanOrEqual(1 + 0.15 * published.minutes)
  })
})

describe('repeated', () => {
  const quick = cells.filter(({ cell }) => cell.spec.kind === 'rate' && cell.minutes <= 180)
  test.each(quick)('$name', ({ cell, row }) => {
    expectAgreement('found', rowOfCell(cell, simulateCell(cell, 50_000, 40)).found, row.found)
  })

  test.each(cells.filter(({ cell }) => cell.spec.kind !== 'rate'))('$name', ({ cell, row }) => {
    expectAgreement('found', rowOfCell(cell, simulateCell(cell, 50_000, cell.table === 'worse' ? 40 : 4)).found, row.found)
  })

  const RATES: readonly (keyof LadderRow & ('promoted' | 'rolledBack' | 'undecided'))[] = ['promoted', 'rolledBack', 'undecided']
  test.each(ladders)('$name', ({ ladder, row }) => {
    const fresh = rowOfLadder(ladder, simulateLadder(ladder, 50_000, ladder.specs.length > 1 ? 4 : 25))
    for (const rate of RATES) expectAgreement(rate, fresh[rate], row[rate])
  })
})
