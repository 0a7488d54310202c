import { notWorseThan } from '../../src/stats/sequential/claim.ts'
import {
  addPreCanary,
  addReading,
  exclusionLogE,
  type GuardrailSpec,
  rollbackLogE,
  startEvidence,
} from '../../src/stats/sequential/guardrail.ts'
import { logMeanExp } from '../../src/stats/sequential/log-mean.ts'
import type { ByArm, RateCounts, Reading } from '../../src/stats/sequential/readings.ts'
import { addShare } from '../../src/stats/sequential/share.ts'
import type { Cell } from './rollout-cells.ts'

/** Looks at every window, and says ln of its e-value of "the canary is not worse". */
export type Judge = { before(reading: Reading): void; look(reading: Reading): number }

/** What a rollout uses. */
export function guardrail(spec: GuardrailSpec, counts: Cell['counts']): Judge {
  let evidence = startEvidence(spec)
  return {
    before: (reading) => {
      evidence = addPreCanary(spec, evidence, reading)
    },
    look: (reading) => {
      evidence = addReading(spec, evidence, reading)
      return counts === 'rollback' ? rollbackLogE(spec, evidence) : exclusionLogE(spec, evidence, 1)
    },
  }
}

/** The share e-process alone, every window at its full weight. */
export function untempered(margin: number): Judge {
  const { ratio } = notWorseThan(margin, null)
  let logs: readonly number[] = (ratio?.grid.logRatios ?? []).map(() => 0)
  return {
    before: () => {},
    look: (reading) => {
      if (reading.kind === 'rate' && ratio !== null) logs = addShare(logs, reading.arms, margin, ratio.grid, 1)
      return logMeanExp(logs)
    },
  }
}

/** The negative control: the same e-process on the counts so far, as if all had been one window. */
export function pooled(margin: number): Judge {
  const { ratio } = notWorseThan(margin, null)
  let sums: ByArm<RateCounts> = { stable: { requests: 0, failures: 0 }, canary: { requests: 0, failures: 0 } }
  return {
    before: () => {},
    look: (reading) => {
      if (reading.kind !== 'rate' || ratio === null) return 0
      const add = (arm: 'stable' | 'canary') => ({
        requests: sums[arm].requests + reading.arms[arm].requests,
        failures: sums[arm].failures + reading.arms[arm].failures,
      })
      sums = { stable: add('stable'), canary: add('canary') }
      return logMeanExp(
        addShare(
          ratio.grid.logRatios.map(() => 0),
          sums,
          margin,
          ratio.grid,
          1,
        ),
      )
    },
  }
}
