import { MeasurementError } from '../../../errors.ts'
import { formatCount } from '../../../judge/format-number.ts'
import type { Probed, ProbeJob } from '../../../sources/probe/probe.ts'
import type { ResolvedFile } from '../../../sources/scored-rows.ts'
import { check } from '../distribution/compare-columns.ts'
import { type DiffPart, type Finding, NOTHING_FOUND } from '../finding.ts'
import type { Consumer } from '../policy.ts'
import { checkRanges } from './check-consumers.ts'
import { type AnswersDiff, compareAnswers, findNotFinite } from './compare-answers.ts'
import type { Contract } from './contract.ts'
import { findRenamed } from './find-renamed.ts'
import { pairOutputs } from './pair-outputs.ts'
import { quoteNames } from './quote.ts'

type Side = { readonly file: ResolvedFile; readonly contract: Contract; readonly inputs: ProbeJob['inputs'] }

export type ProbeRequest = {
  readonly candidate: Side
  readonly baseline: Side | null
  readonly data: ProbeJob['data']
  readonly consumers: readonly Consumer[]
  readonly limits: ProbeJob['limits']
  /** Runs one model in the worker process. */
  readonly probe: (job: ProbeJob) => Promise<Probed>
}

/**
 * Runs both models on the same few rows: what only running tells. A candidate that cannot be run is a check with the outcome
 * `error`, and never a pass.
 */
export async function probeSubject(request: ProbeRequest): Promise<DiffPart> {
  const candidate = await attempt(request, 'candidate', request.candidate)
  if (candidate instanceof MeasurementError && candidate.reasonCode === 'DATA_INVALID' && request.data !== null) {
    const part = await probeSubject({ ...request, data: null })
    return { ...part, findings: [cannotBeFed(candidate), ...part.findings] }
  }
  if (candidate instanceof MeasurementError) return notRun(candidate)
  const baseline = request.baseline === null ? null : await attempt(request, 'baseline', request.baseline)
  const before = baseline instanceof MeasurementError ? null : baseline
  const answers =
    before === null || request.baseline === null ? [] : comparePairs([before, request.baseline], [candidate, request.candidate])
  return {
    ...NOTHING_FOUND,
    findings: [
      ...answers.flatMap(({ findings }) => findings),
      ...findNotFinite(before, candidate),
      ...checkRanges(candidate, request.consumers),
    ],
    notes: [
      ranOn(candidate),
      ...(baseline instanceof MeasurementError
        ? [`The baseline could not be run, so answers were not compared: ${baseline.message}.`]
        : []),
      ...answers.flatMap(({ notes }) => notes),
      ...candidate.notes,
    ],
  }
}

async function attempt({ data, limits, probe }: ProbeRequest, arm: ProbeJob['arm'], side: Side): Promise<Probed | MeasurementError> {
  try {
    return await probe({ arm, file: side.file, inputs: side.inputs, data, limits })
  } catch (cause) {
    if (cause instanceof MeasurementError) return cause
    throw cause
  }
}

function comparePairs([before, baseline]: readonly [Probed, Side], [after, candidate]: readonly [Probed, Side]): AnswersDiff[] {
  if (!wereFedAlike([before, baseline], [after, candidate])) return [NOT_FED_ALIKE]
  const renamed = new Map(findRenamed(baseline.contract.outputs, candidate.contract.outputs).map(([one, other]) => [one.name, other.name]))
  const classes = { before: baseline.contract.classes, after: candidate.contract.classes }
  return pairOutputs(before, after, renamed).map(([one, other]) => compareAnswers({ before: one, after: other, classes }))
}

/** The model may be fine: it is then looked at with values that are made up. */
function cannotBeFed({ message }: MeasurementError): Finding {
  return { rule: 'INPUT_NOT_CASTABLE', subject: 'rows', message: 'A value of the data cannot be fed to the model.', evidence: message }
}

const NOT_FED_ALIKE: AnswersDiff = { findings: [], notes: ['Inputs of other types were made up, so answers were not compared.'] }

/** Values are made up by place and type: where both models have made-up ones, these must be the same. */
function wereFedAlike([before, baseline]: readonly [Probed, Side], [after, candidate]: readonly [Probed, Side]): boolean {
  if (before.madeUp.length === 0 || after.madeUp.length === 0) return true
  const types = ({ contract: { inputs } }: Side) => inputs.filter(({ hasDefault }) => !hasDefault).map(({ element }) => element)
  const [one, other] = [types(baseline), types(candidate)]
  return one.every((type, place) => type === (other[place] ?? type))
}

function notRun({ reasonCode, message }: MeasurementError): DiffPart {
  const measured = { kind: 'error', reasonCode, why: message } as const
  return { ...NOTHING_FOUND, comparisons: [check({ id: 'MODEL_NOT_RUN', metric: 'answers', slice: null, margin: 0, measured })] }
}

function ranOn({ rows, madeUp, onnxruntime }: Probed): string {
  const what = madeUp.length === 0 ? `the first ${formatCount(rows)} rows of the data` : `${formatCount(rows)} rows`
  const invented = madeUp.length === 0 ? '' : `; values of ${quoteNames(madeUp)} were made up`
  return `The models were run on ${what} by onnxruntime ${onnxruntime}${invented}.`
}

/** Rules by which a model that has them cannot be fed or loaded: running it would only say so again. */
const STOPPING: readonly Finding['rule'][] = ['UNSUPPORTED_BY_NODE', 'OPSET_TOO_OLD']

/** Why it is not run although it could be asked; null when nothing speaks against it. */
export function reasonNotToRun(findings: readonly Finding[]): string | null {
  const stopping = findings.find(
    ({ rule, severity }) => STOPPING.includes(rule) || (rule === 'EXTERNAL_DATA_CHANGED' && severity === 'breaking'),
  )
  return stopping === undefined ? null : `The candidate was not run, because of ${stopping.rule}.`
}
