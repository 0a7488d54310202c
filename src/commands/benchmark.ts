import { UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { exitCodeOf } from '../judge/exit-code.ts'
import type { Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { judgeBenchmark } from './benchmark-gate.ts'
import { publishVerdicts } from './publish-verdicts.ts'
import { openSession, type Session } from './session.ts'

/** Is the candidate slower or larger than the baseline by more than the margin? A verdict for each model of the policy. */
export async function benchmark(inputs: InputsOf<'benchmark'>, world: World): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  if (inputs.sweep) return (await import('./sweep.ts')).sweep(benchmarkedModels(session), inputs, session, world)
  refuseVariants(inputs)
  const verdicts: Verdict[] = []
  for (const model of benchmarkedModels(session))
    verdicts.push(await judgeBenchmark(model, { ...inputs, saveFlips: 'none' }, session, world))
  await publishVerdicts(verdicts, inputs, world)
  return exitCodeOf(verdicts)
}

/** @throws UsageError when no model asks for it: a gate that measures nothing is no gate */
function benchmarkedModels({ models, policyPath }: Session): readonly ModelPolicy[] {
  const asked = models.filter((model) => model.benchmark !== null)
  if (asked.length > 0) return asked
  throw new UsageError({
    where: policyPath,
    found: `no \`benchmark\` block for ${models.map(({ name }) => name).join(', ')}`,
    expected: 'at least one model whose latency is to be judged',
    remedy: 'Add `benchmark: {}` to the model’s block: it allows the median latency to rise by 5 %.',
  })
}

function refuseVariants({ variants }: InputsOf<'benchmark'>): void {
  if (!variants) return
  throw new UsageError({
    where: '--variants',
    found: 'more models without `--sweep`',
    expected: 'one candidate: a gate judges one',
    remedy: 'Add `--sweep`, or name the candidate by `--candidate`.',
  })
}
