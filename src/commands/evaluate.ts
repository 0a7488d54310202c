import { join } from 'node:path'
import { MeasurementError } from '../errors.ts'
import { type Evaluation, evaluateModel } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { Annotation } from '../host/annotations.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { exitCodeOf, worst } from '../judge/exit-code.ts'
import { couldNotMeasure } from '../judge/judge.ts'
import { isReasonCode } from '../judge/reason-codes.ts'
import { renderVerdict, type Verdict } from '../judge/verdict.ts'
import { renderReport } from '../report/markdown-report.ts'
import { renderTerminalReport } from '../report/terminal-report.ts'
import { evaluatedModels, findFiles } from './evaluated-models.ts'
import { saveFlips } from './save-flips.ts'
import { openSession } from './session.ts'
import { assembleVerdict } from './verdict-facts.ts'

const GATE = 'evaluate'
const REPORT = 'report.md'
const DEFAULT_COLUMNS = 100

/** Is the candidate worse than the baseline by more than the margin? A verdict for each model of the policy. */
export async function evaluate(inputs: InputsOf<'evaluate'>, world: World): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  const { policyUnchanged, score } = session
  const verdicts: Verdict[] = []
  for (const asked of evaluatedModels(session)) {
    const { model, evaluate: policy } = asked
    const startedAt = new Date()
    const files = await findFiles(session, asked, inputs)
    const evaluation = await measured(files, () =>
      evaluateModel({ model, evaluate: policy, files, policyUnchanged, keepTurned: inputs.saveFlips !== 'none', score }),
    )
    const saved = await saveFlips(evaluation, model.name, inputs, session)
    verdicts.push(
      assembleVerdict({ world, session, model, files, evaluation, saved, gate: GATE, batchRows: policy.limits.batchRows, startedAt }),
    )
  }
  await publishVerdicts(verdicts, inputs, world)
  return exitCodeOf(verdicts)
}

/** What could not be measured is a verdict too, so that the report can say it beside the others. */
async function measured(files: ModelFiles, run: () => Promise<Evaluation>): Promise<Evaluation> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof MeasurementError) || !isReasonCode(error.reasonCode)) throw error
    const { reasonCode, message, remedy } = error
    return {
      judgement: couldNotMeasure({ reasonCode, message, remedy }),
      comparisons: [],
      data: files.data.map(({ reference, sha256 }, index) => ({
        role: index === 0 ? 'evaluation' : 'evaluation-changed',
        reference,
        sha256,
        rows: 0,
      })),
      reported: [],
      flips: null,
      turned: null,
      notes: files.notes,
      environment: null,
    }
  }
}

async function publishVerdicts(verdicts: readonly Verdict[], { out, json }: InputsOf<'evaluate'>, world: World): Promise<void> {
  const { columns, color } = world.host
  const nameOf = (verdict: Verdict) => `${verdict.model}.${GATE}.verdict.json`
  const word = worst(verdicts)
  const worstVerdict = verdicts.find(({ verdict }) => verdict === word)
  const markdown = renderReport(verdicts)
  await world.host.publish({
    out,
    files: new Map([...verdicts.map((verdict) => [nameOf(verdict), renderVerdict(verdict)] as const), [REPORT, markdown]]),
    markdown,
    stdout: json
      ? { kind: 'json', value: verdicts }
      : { kind: 'text', text: renderTerminalReport(verdicts, { color, width: columns ?? DEFAULT_COLUMNS }) },
    outputs: {
      verdict: word,
      ...(worstVerdict === undefined ? {} : { 'reason-code': worstVerdict.reasonCode, 'verdict-file': join(out, nameOf(worstVerdict)) }),
      'report-file': join(out, REPORT),
    },
    annotations: verdicts.flatMap(annotationOf),
  })
}

function annotationOf({ verdict, model, reasonCode, message, policy }: Verdict): Annotation[] {
  if (verdict === 'pass') return []
  const level = verdict === 'warn' ? 'warning' : 'error'
  return [{ level, title: `${model}: ${verdict} (${reasonCode})`, message, file: policy.path }]
}
