import { MeasurementError } from '../errors.ts'
import { type Evaluation, evaluateModel } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { World } from '../host/world.ts'
import { couldNotMeasure } from '../judge/judgement.ts'
import { isReasonCode } from '../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { type EvaluatedModel, evaluatedModel, findFiles } from './evaluated-models.ts'
import type { GateInputs } from './gates.ts'
import { orProblem } from './or-problem.ts'
import { saveFlips } from './save-flips.ts'
import type { Session } from './session.ts'
import { fileOf, sharedFacts } from './verdict-facts.ts'

/** The verdict of the evaluate gate for one model; an error verdict when a file cannot be had or the model cannot be measured. */
export async function judgeEvaluation(model: ModelPolicy, inputs: GateInputs, session: Session, world: World): Promise<Verdict> {
  const startedAt = new Date()
  const asked = evaluatedModel(model)
  const files = await orProblem(() => findFiles(session, asked, inputs))
  const evaluation =
    files instanceof MeasurementError ? withoutAnswer(files, null) : await measured(files, () => run(asked, files, inputs, session))
  const saved = await saveFlips(evaluation, model, inputs, session)
  const found = files instanceof MeasurementError ? null : files
  const { environment } = evaluation
  return makeVerdict(
    {
      ...sharedFacts({ world, session, model, gate: 'evaluate', startedAt, measuredOn: environment }),
      subject: {
        candidate: fileOf(found?.candidate ?? null),
        baseline: fileOf(found?.baseline ?? null),
        anchor: fileOf(found?.anchor ?? null),
        data: evaluation.data,
      },
      reported: [...evaluation.reported],
      figures: [...evaluation.figures],
      flips: evaluation.flips === null ? null : { ...evaluation.flips, file: saved.file },
      batchRows: environment === null ? null : asked.evaluate.limits.batchRows,
      notes: [...evaluation.notes, ...saved.notes],
    },
    evaluation.judgement,
  )
}

function run({ model, evaluate }: EvaluatedModel, files: ModelFiles, inputs: GateInputs, session: Session): Promise<Evaluation> {
  const { policyUnchanged, score, countTurns } = session
  return evaluateModel({ model, evaluate, files, policyUnchanged, keepTurned: inputs.saveFlips !== 'none', score, countTurns })
}

async function measured(files: ModelFiles, measure: () => Promise<Evaluation>): Promise<Evaluation> {
  const evaluation = await orProblem(measure)
  return evaluation instanceof MeasurementError ? withoutAnswer(evaluation, files) : evaluation
}

function withoutAnswer({ reasonCode, message, remedy }: MeasurementError, files: ModelFiles | null): Evaluation {
  if (!isReasonCode(reasonCode)) throw new Error(`${reasonCode} is no reason code`)
  return {
    judgement: couldNotMeasure({ reasonCode, message, remedy }),
    comparisons: [],
    data: (files?.data ?? []).map(({ reference, sha256 }, index) => ({
      role: index === 0 ? 'evaluation' : 'evaluation-changed',
      reference,
      sha256,
      rows: 0,
    })),
    reported: [],
    flips: null,
    turned: null,
    figures: [],
    notes: files?.notes ?? [],
    environment: null,
  }
}
