import type { World } from '../host/world.ts'
import type { Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { Session } from './session.ts'

/** What a gate is told beside the policy; a command that has no such input gives null. */
export type GateInputs = {
  readonly out: string
  readonly candidate: string | null
  readonly baseline: string | null
  readonly evaluationData: string | null
  readonly runtime: string | null
  readonly saveFlips: 'none' | 'parquet' | 'csv'
}

/** A way of measuring offline, whose verdicts `sluice gate` collects and `sluice report` expects. */
export type Gate = {
  readonly name: 'evaluate' | 'diff' | 'benchmark'
  /** Whether the policy asks for it: the model's block has the gate's section. */
  configured(model: ModelPolicy): boolean
  /**
   * Measures and judges one model. What could not be measured is a verdict too.
   *
   * @throws UsageError for what the caller can mend
   */
  judge(model: ModelPolicy, inputs: GateInputs, session: Session, world: World): Promise<Verdict>
}

/** In the order in which a report shows them. Each is loaded when it is first asked to judge. */
export const GATES: readonly Gate[] = [
  {
    name: 'evaluate',
    configured: ({ evaluate }) => evaluate !== null,
    judge: async (model, inputs, session, world) => (await import('./evaluate-gate.ts')).judgeEvaluation(model, inputs, session, world),
  },
  {
    name: 'diff',
    configured: ({ diff }) => diff !== null,
    judge: async (model, inputs, session, world) => (await import('./diff-gate.ts')).judgeDiff(model, inputs, session, world),
  },
  {
    name: 'benchmark',
    configured: ({ benchmark }) => benchmark !== null,
    judge: async (model, inputs, session, world) => (await import('./benchmark-gate.ts')).judgeBenchmark(model, inputs, session, world),
  },
]
