import { diffProfiles } from '../../src/gates/diff/distribution/diff-distributions.ts'
import { DEFAULT_DRIFT, type DistributionDiff } from '../../src/gates/diff/distribution/request.ts'
import { judge } from '../../src/judge/judge.ts'
import type { DistributionProfile } from '../../src/sources/tabular/distribution/profile.ts'
import { type Draw, lognormal, normal, orNull, type SimulatedColumn, thirtyColumns } from './diff-population.ts'
import { simulatedProfile } from './diff-profile.ts'
import { type Random, randomFrom } from './random.ts'
import type { Rate } from './rate.ts'

export type DiffScenario = {
  readonly truth: string
  readonly sizes: readonly number[]
  readonly repeats: number
  /** The column that changes, beside twenty-nine that do not; null where nothing does. */
  readonly changed: { readonly column: SimulatedColumn; readonly current: Draw; readonly found: string } | null
}

export type DiffRow = {
  readonly truth: string
  readonly n: number
  readonly repeats: number
  readonly failed: Rate
  readonly warned: Rate
  /** The change was named: by a check that fails or by a finding of its rule. null where nothing changed. */
  readonly found: Rate | null
}

const CALM: Draw = normal(0, 1)
/** A tenth of a level that holds 3 %. */
const FEW: Draw = (random) => (random.uniform() < 0.03 ? 5 : Math.floor(5 * random.uniform()))

export const DIFF_SCENARIOS: readonly DiffScenario[] = [
  { truth: 'nothing changed', sizes: [500, 5_000, 50_000], repeats: 500, changed: null },
  {
    truth: 'a mean moved by 0.5 standard deviations',
    sizes: [5_000],
    repeats: 200,
    changed: { column: { name: 'changed', use: 'number', draw: CALM }, current: normal(0.5, 1), found: 'DRIFT' },
  },
  {
    truth: 'nulls from 0 to 5 %',
    sizes: [5_000],
    repeats: 200,
    changed: { column: { name: 'changed', use: 'number', draw: CALM }, current: orNull(0.05, CALM), found: 'NULL_RATE_JUMP' },
  },
  {
    truth: 'another unit (×60) in 2 % of the rows',
    sizes: [5_000],
    repeats: 200,
    changed: { column: { name: 'changed', use: 'number', draw: hours }, current: inMinutes(0.02), found: 'UNIT_OR_SEMANTICS_CHANGED' },
  },
  {
    truth: 'a category of 3 % vanished',
    sizes: [5_000],
    repeats: 200,
    changed: {
      column: { name: 'changed', use: 'category', draw: FEW },
      current: (random) => Math.floor(5 * random.uniform()),
      found: 'ENUM_VALUE_REMOVED',
    },
  },
]

function hours(random: Random): number {
  return 40 * (lognormal(0.3)(random) ?? 1)
}

function inMinutes(share: number): Draw {
  return (random) => (random.uniform() < share ? 60 * hours(random) : hours(random))
}

/** @param from number of the first repeat: each has a seed of its own */
export function simulateDiff({ truth, changed }: DiffScenario, n: number, repeats: number, from = 0): DiffRow {
  const counts = { failed: 0, warned: 0, found: 0 }
  for (let repeat = from; repeat < from + repeats; repeat++) {
    const diff = diffProfiles(drawProfile(changed, n, randomFrom(1_000 * n + repeat)), {
      relation: 'versions',
      roles: {},
      drift: DEFAULT_DRIFT,
    })
    const { fails, warns } = namesOf(diff)
    if (fails.length > 0) counts.failed++
    if (warns.length > 0) counts.warned++
    if (changed !== null && [...fails, ...warns].includes(`${changed.found} changed`)) counts.found++
  }
  const rate = (count: number) => ({ count, repeats })
  return {
    truth,
    n,
    repeats,
    failed: rate(counts.failed),
    warned: rate(counts.warned),
    found: changed === null ? null : rate(counts.found),
  }
}

function drawProfile(changed: DiffScenario['changed'], n: number, random: Random): DistributionProfile {
  const calm = changed === null ? thirtyColumns() : thirtyColumns().slice(1)
  const columns = calm.map((column) => simulatedProfile(column, column.draw, n, random))
  const moved = changed === null ? [] : [simulatedProfile(changed.column, changed.current, n, random)]
  return { rows: { reference: n, current: n }, columns: [...moved, ...columns], equalRows: null }
}

/** Rule and column of what fails and of what warns, as a user's verdict would have it at default severities. */
function namesOf({ comparisons, findings }: DistributionDiff): { readonly fails: string[]; readonly warns: string[] } {
  const { checks } = judge(comparisons, { confidence: 0.95, onInconclusive: 'block', minRows: DEFAULT_DRIFT.minRows, minRarerClass: 0 })
  const judged = (outcome: string) => checks.filter((check) => check.outcome === outcome).map(({ id, slice }) => `${id} ${slice}`)
  const ruled = (severity: string) => findings.filter((one) => one.severity === severity).map(({ rule, subject }) => `${rule} ${subject}`)
  return { fails: [...judged('fail'), ...judged('error'), ...ruled('breaking')], warns: [...judged('warn'), ...ruled('risky')] }
}
