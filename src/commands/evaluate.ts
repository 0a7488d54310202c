import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { judgeEvaluation } from './evaluate-gate.ts'
import { evaluatedModels } from './evaluated-models.ts'
import { judgeModels } from './judge-anyway.ts'
import { publishVerdicts } from './publish-verdicts.ts'
import { openSession } from './session.ts'

/** Is the candidate worse than the baseline by more than the margin? A verdict for each model of the policy. */
export async function evaluate(inputs: InputsOf<'evaluate'>, world: World): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  const models = evaluatedModels(session).map(({ model }) => model)
  const { verdicts, exitCode } = await judgeModels({ name: 'evaluate', judge: judgeEvaluation }, models, inputs, session, world)
  await publishVerdicts(verdicts, inputs, world)
  return exitCode
}
