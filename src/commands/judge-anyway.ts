import { MeasurementError, UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import { describeFailure } from '../host/failure.ts'
import type { World } from '../host/world.ts'
import { exitCodeOf } from '../judge/exit-code.ts'
import { couldNotMeasure } from '../judge/judge.ts'
import { isReasonCode, REASONS, type ReasonCode } from '../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { Gate, GateInputs } from './gates.ts'
import type { Session } from './session.ts'
import { sharedFacts } from './verdict-facts.ts'

export type Judged = { readonly verdict: Verdict; readonly exitCode: ExitCode }

/** Whatever breaks in one gate is told at once and becomes its verdict, an error, so that the others run and the report shows all. */
export async function judgeAnyway(
  { gate, model }: { readonly gate: Gate; readonly model: ModelPolicy },
  inputs: GateInputs,
  session: Session,
  world: World,
): Promise<Judged> {
  const startedAt = new Date()
  try {
    const verdict = await gate.judge(model, inputs, session, world)
    return { verdict, exitCode: exitCodeOf([verdict]) }
  } catch (error) {
    // After a signal nothing goes on: whoever handles it ends the process.
    if (world.signal.aborted) throw error
    const { exitCode, text } = describeFailure(error, { cwd: world.cwd, workspace: world.environment.workspace })
    world.host.log.info(`${model.name}, ${gate.name}: ${text}`)
    const facts = {
      ...sharedFacts({ world, session, model, gate: gate.name, startedAt, measuredOn: null }),
      subject: { candidate: null, baseline: null, anchor: null, data: [] },
    }
    return { verdict: makeVerdict(facts, couldNotMeasure(problemOf(error))), exitCode }
  }
}

function problemOf(error: unknown): { reasonCode: ReasonCode; message: string; remedy: string } {
  if (error instanceof UsageError) return { reasonCode: 'USAGE_ERROR', message: error.message, remedy: REASONS.USAGE_ERROR.remedy }
  if (error instanceof MeasurementError && isReasonCode(error.reasonCode)) {
    const { reasonCode, message, remedy } = error
    return { reasonCode, message, remedy }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { reasonCode: 'INTERNAL_FAULT', message, remedy: REASONS.INTERNAL_FAULT.remedy }
}
