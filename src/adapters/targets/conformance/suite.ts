import { TargetError } from '../../../rollout/ports.ts'
import { type Bench, Broken, type Check } from './check.ts'
import { PORT_CHECKS } from './port-checks.ts'
import { PROGRAM_CHECKS } from './program-checks.ts'

export const CHECKS: readonly Check[] = [...PORT_CHECKS, ...PROGRAM_CHECKS]

export type CheckResult = {
  readonly name: string
  readonly rule: string
  readonly outcome: 'kept' | 'broken' | 'skipped'
  /** How it was broken, or why it was skipped. */
  readonly why: string | null
}

/** Runs the checks one after the other and leaves share 0. @param only names of checks; left out: all */
export async function runConformance(
  bench: Bench,
  only: readonly string[] | null = null,
  onResult: (result: CheckResult) => void = () => {},
): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  try {
    for (const check of CHECKS) {
      if (only !== null && !only.includes(check.name)) continue
      const result = await runCheck(check, bench)
      results.push(result)
      onResult(result)
    }
  } finally {
    await bench.target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null }).catch(ignoreRefusal)
  }
  return results
}

async function runCheck({ name, rule, skip, run }: Check, bench: Bench): Promise<CheckResult> {
  const skipped = skip?.(bench) ?? null
  if (skipped !== null) return { name, rule, outcome: 'skipped', why: skipped }
  try {
    await run(bench)
    return { name, rule, outcome: 'kept', why: null }
  } catch (error) {
    if (error instanceof Broken) return { name, rule, outcome: 'broken', why: error.message }
    if (error instanceof TargetError) return { name, rule, outcome: 'broken', why: `${error.kind}: ${error.message}` }
    throw error
  }
}

/** The results tell it already. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof TargetError)) throw error
}
