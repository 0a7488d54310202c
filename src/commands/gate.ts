import { UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { GATES } from './gates.ts'
import { type Judged, judgeAnyway } from './judge-anyway.ts'
import { publishVerdicts } from './publish-verdicts.ts'
import { openSession, type Session } from './session.ts'

/** From best to worst: a fault of Sluice says most, then what the caller can mend, then the verdicts. */
const EXIT_CODES: readonly ExitCode[] = [0, 4, 3, 5, 2, 1]

/** All offline gates that the policy asks for, then one report. A gate that fails, or breaks, hides no other. */
export async function gate(inputs: InputsOf<'gate'>, world: World): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  const asked = session.models.flatMap((model) => GATES.filter((one) => one.configured(model)).map((one) => ({ gate: one, model })))
  if (asked.length === 0) throw nothingAsked(session)
  const judged: Judged[] = []
  for (const one of asked) judged.push(await judgeAnyway(one, inputs, session, world))
  await publishVerdicts(
    judged.map(({ verdict }) => verdict),
    inputs,
    world,
  )
  return EXIT_CODES.findLast((code) => judged.some(({ exitCode }) => exitCode === code)) ?? 1
}

function nothingAsked({ models, policyPath }: Session): UsageError {
  return new UsageError({
    where: policyPath,
    found: `no gate for ${models.map(({ name }) => name).join(', ')}`,
    expected: `at least one of ${GATES.map(({ name }) => `\`${name}\``).join(', ')} in a model's block`,
    remedy: 'For example `evaluate: { metrics: { roc_auc: { margin: 0.005 } } }`.',
  })
}
