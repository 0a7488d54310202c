import { MeasurementError, UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import { describeFailure } from '../host/failure.ts'
import type { World } from '../host/world.ts'
import { exitCodeOf } from '../judge/exit-code.ts'
import { couldNotMeasure } from '../judge/judgement.ts'
import { isReasonCode, REASONS, type ReasonCode } from '../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { Gate, GateInputs } from './gates.ts'
import type { Session } from './session.ts'
import { sharedFacts } from './verdict-facts.ts'

/** From best to worst: a fault of Sluice says most, then what the caller can mend, then the verdicts. */
const EXIT_CODES: readonly ExitCode[] = [0, 4, 3, 5, 2, 1]

export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return EXIT_CODES.findLast((code) => codes.includes(code)) ?? 1
}

/**
 * One gate over the models that ask for it. What the caller must mend in one of several hides no other: it becomes that model's verdict.
 *
 * @throws UsageError where there is only one model, about which nothing else could be said
 */
export async function judgeModels(
  gate: JudgingGate,
  models: readonly ModelPolicy[],
  inputs: GateInputs,
  session: Session,
  world: World,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly exitCode: ExitCode }> {
  const [only, ...more] = models
  if (only !== undefined && more.length === 0) {
    const verdict = await gate.judge(only, inputs, session, world)
    return { verdicts: [verdict], exitCode: exitCodeOf([verdict]) }
  }
  const judged: Judged[] = []
  for (const model of models) judged.push(await judgeAnyway({ gate, model }, inputs, session, world))
  return { verdicts: judged.map(({ verdict }) => verdict), exitCode: worstExitCode(judged.map(({ exitCode }) => exitCode)) }
}

export type JudgingGate = Pick<Gate, 'name' | 'judge'>
export type Judged = { readonly verdict: Verdict; readonly exitCode: ExitCode }

/** Whatever breaks in one gate is told at once and becomes its verdict, an error, so that the others run and the report shows all. */
export async function judgeAnyway(
  { gate, model }: { readonly gate: JudgingGate; readonly model: ModelPolicy },
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
