import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIFF_SCENARIOS, type DiffRow, simulateDiff } from '../../scripts/calibrate/diff-rates.ts'
import { parseDiffTable, renderDiffTable } from '../../scripts/calibrate/diff-table.ts'
import { readBlock } from '../../scripts/calibrate/document.ts'
import { agree, formatRate, type Rate } from '../../scripts/calibrate/rate.ts'

/** The committed table is held to its own form, to what is promised, and to a repetition with fewer repeats. */
const block = readBlock(readFileSync(join(__dirname, '../../docs/calibration.md'), 'utf8'), 'diff')
const committed = parseDiffTable(block)
const share = ({ count, repeats }: Rate) => count / repeats

test('the table is read as it is written, and has a row for every experiment', () => {
  expect(renderDiffTable(committed)).toBe(block)
  const experiments = DIFF_SCENARIOS.flatMap(({ truth, sizes }) => sizes.map((n) => `${truth} ${n}`))
  expect(committed.map(({ truth, n }) => `${truth} ${n}`)).toEqual(experiments)
})

describe('what is promised', () => {
  const honest = committed.filter(({ found }) => found === null)
  const changed = committed.filter(({ found }) => found !== null)

  test.each(honest)('$n rows of which nothing changed: at most 1 % fail, at most 5 % warn', ({ failed, warned }) => {
    expect(share(failed)).toBeLessThanOrEqual(0.01)
    expect(share(warned)).toBeLessThanOrEqual(0.05)
  })

  test.each(changed)('$truth: named in 90 %', ({ found }) => {
    expect(found === null ? 0 : share(found)).toBeGreaterThanOrEqual(0.9)
  })
})

describe('a part of it, repeated', () => {
  // scenario, rows, repeats
  test.each([
    [0, 500, 30],
    [0, 5_000, 8],
    [0, 50_000, 2],
    [1, 5_000, 4],
    [2, 5_000, 4],
    [3, 5_000, 4],
    [4, 5_000, 4],
  ])('scenario %d, %d rows', (number, n, repeats) => {
    const scenario = DIFF_SCENARIOS[number]
    const kept = committed.find((row) => row.truth === scenario?.truth && row.n === n)
    if (scenario === undefined || kept === undefined) throw new Error('the docs do not have it')
    // Other seeds than the committed ones: the same draws again would agree whatever they show.
    expect(disagreements(simulateDiff(scenario, n, repeats, 100_000), kept)).toEqual([])
  })
})

function disagreements(fresh: DiffRow, kept: DiffRow): string[] {
  return (['failed', 'warned', 'found'] as const).flatMap((name) => {
    const [now, then] = [fresh[name], kept[name]]
    if (now === null || then === null || agree(now, then)) return []
    return [`${name}: ${formatRate(now)} of ${now.repeats} now, ${formatRate(then)} of ${then.repeats} in the docs`]
  })
}
