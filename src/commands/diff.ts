import { UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { judgeDiff } from './diff-gate.ts'
import { printTwoFiles } from './diff-two-files.ts'
import { judgeModels } from './judge-anyway.ts'
import { publishVerdicts } from './publish-verdicts.ts'
import { openSession, type Session } from './session.ts'

/** What changed, and whom does it break? A verdict for each model of the policy, or of two files without any. */
export async function diff(inputs: InputsOf<'diff'>, world: World): Promise<ExitCode> {
  const { reference, current } = inputs
  if (reference !== null && current !== null) return printTwoFiles({ reference, current }, inputs, world)
  if (reference !== null || current !== null) throw oneFile(reference ?? current ?? '')
  const session = await openSession(inputs, world)
  const gate = { name: 'diff', judge: judgeDiff } as const
  const { verdicts, exitCode } = await judgeModels(gate, diffedModels(session), { ...inputs, saveFlips: 'none' }, session, world)
  await publishVerdicts(verdicts, inputs, world)
  return exitCode
}

/** @throws UsageError when no model asks for it: a gate that compares nothing is no gate */
function diffedModels({ models, policyPath }: Session): readonly ModelPolicy[] {
  const asked = models.filter((model) => model.diff !== null)
  if (asked.length > 0) return asked
  throw new UsageError({
    where: policyPath,
    found: `no \`diff\` block for ${models.map(({ name }) => name).join(', ')}`,
    expected: 'at least one model whose data and contract are to be compared',
    remedy: 'Add `diff: {}` to the model’s block: it takes all defaults.',
  })
}

function oneFile(given: string): UsageError {
  return new UsageError({
    where: 'sluice diff',
    found: `one file, ${given}`,
    expected: 'two files, or none: then the policy says what is compared',
    remedy: 'For example `sluice diff data/last-month.parquet data/this-month.parquet`.',
  })
}
