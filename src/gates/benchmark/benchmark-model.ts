import { MeasurementError, UsageError } from '../../errors.ts'
import type { Comparison } from '../../judge/comparison.ts'
import type { Figure } from '../../judge/figure.ts'
import { judge } from '../../judge/judge.ts'
import { type Judgement, unchanged } from '../../judge/judgement.ts'
import type { Verdict } from '../../judge/verdict.ts'
import type { InputsJob, PreparedArms } from '../../sources/benchmark/jobs.ts'
import type { MachineFacts } from '../../sources/benchmark/measurements.ts'
import type { OnnxSubject } from '../../sources/scored-rows.ts'
import type { DeclaredSubject, EvaluatedModel } from '../evaluate/evaluated-model.ts'
import type { ModelFiles } from '../evaluate/model-files.ts'
import { benchmarkServed } from './benchmark-served.ts'
import { compareRounds } from './compare-rounds.ts'
import { BudgetOver, Deadline } from './deadline.ts'
import { benchmarkFigures } from './figures.ts'
import { loadLocally } from './load/load-locally.ts'
import type { LoadMeasured } from './load/load-round.ts'
import type { LoadRunner } from './load/measure-load.ts'
import { loadAndCost } from './load-and-cost.ts'
import { type Measured, measureRounds } from './measure-rounds.ts'
import { benchmarkNotes } from './notes.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { ceilingsWanted, hasCeilings } from './propose-ceilings.ts'
import { reportedNumbers } from './reported.ts'
import type { BenchmarkRunner } from './runner.ts'

export type BenchmarkRequest = {
  readonly model: EvaluatedModel
  readonly benchmark: BenchmarkPolicy
  readonly files: ModelFiles
  readonly policyUnchanged: boolean
  readonly runner: BenchmarkRunner & { readonly load: LoadRunner }
  /** Values of what an endpoint's headers name. */
  readonly variables?: Readonly<Record<string, string>>
  /** An empty folder for the inputs. */
  readonly scratch: string
  readonly signal: AbortSignal
  readonly stopEarly?: boolean
  onProgress?(roundsDone: number, roundsPlanned: number): void
}

export type Benchmark = {
  readonly judgement: Judgement
  readonly comparisons: readonly Comparison[]
  readonly measured: Measured | null
  readonly data: Verdict['subject']['data']
  readonly reported: Verdict['reported']
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
  readonly machine: (MachineFacts & { readonly onnxruntime: string | null }) | null
}

/** Measures and judges one model's latency, memory and processor time, within the time budget. @throws MeasurementError, UsageError */
export async function benchmarkModel(request: BenchmarkRequest): Promise<Benchmark> {
  const { benchmark, files } = request
  if (request.model.subject.kind === 'endpoint') return benchmarkServed(request)
  if (request.policyUnchanged && files.candidate.sha256 === files.baseline?.sha256) return untouched(files)
  const deadline = new Deadline(benchmark.timeBudget, request.signal)
  try {
    const prepared = await prepareWithin(deadline, request)
    const measured = await measureRounds({
      policy: benchmark,
      prepared: prepared.arms,
      runner: request.runner,
      deadline,
      stopEarly: request.stopEarly ?? true,
      onProgress: request.onProgress ?? (() => {}),
    })
    deadline.stop()
    return judged(request, prepared, measured, await loadLocally({ ...request, run: request.runner.load }, prepared.arms))
  } finally {
    deadline.stop()
  }
}

/** @throws MeasurementError BUDGET_TOO_SHORT when reading the data alone takes the whole budget */
async function prepareWithin(deadline: Deadline, request: BenchmarkRequest): Promise<PreparedArms> {
  try {
    return await request.runner.prepare(inputsJobOf(request), deadline.signal)
  } catch (error) {
    if (!(error instanceof BudgetOver)) throw error
    throw new MeasurementError('BUDGET_TOO_SHORT', 'Reading the inputs took the whole time', 'Raise `time-budget`, or use `inputs: made`.')
  }
}

function judged(
  { model, benchmark, files }: BenchmarkRequest,
  prepared: PreparedArms,
  measured: Measured,
  loaded: LoadMeasured | null,
): Benchmark {
  if (files.baseline === null && !hasCeilings(benchmark)) throw ceilingsWanted(model.name, measured.measurement, benchmark)
  const more = loadAndCost(benchmark, measured.measurement, loaded)
  const comparisons = [...compareRounds(measured.measurement, benchmark), ...more.comparisons]
  const { confidence, onInconclusive } = benchmark
  const machine = measured.measurement.rounds.at(-1)?.timing.machine ?? measured.probes.candidate?.machine ?? null
  return {
    judgement: judge(comparisons, { confidence, onInconclusive, minRows: 0, minRarerClass: 0 }),
    comparisons,
    measured,
    data: dataOf(files),
    reported: [
      ...reportedNumbers(
        measured,
        benchmark,
        { baseline: prepared.arms.baseline?.modelBytes ?? null, candidate: files.candidate.bytes },
        comparisons,
      ),
      ...more.reported,
    ],
    figures: [...benchmarkFigures(measured.measurement, benchmark), ...more.figures],
    notes: [...files.notes, ...prepared.notes, ...benchmarkNotes(measured, benchmark), ...more.notes],
    machine: machine === null ? null : { ...machine, onnxruntime: measured.probes.candidate?.onnxruntime ?? null },
  }
}

type InputsRequest = Pick<BenchmarkRequest, 'model' | 'benchmark' | 'files' | 'scratch'>

/** Rows that the calls take in turns: enough that none is remembered by a branch predictor, few enough to be read in no time. */
const HELD_ROWS = 4_096

export function inputsJobOf({ model, benchmark, files, scratch }: InputsRequest): InputsJob {
  const { label, id, group, weight, query } = model.data
  const [data] = files.data
  return {
    kind: 'benchmark-inputs',
    arms: {
      ...(files.baseline === null ? {} : { baseline: onnxSubject(files.baselineSubject, files.baseline, model.name) }),
      candidate: onnxSubject(model.subject, files.candidate, model.name),
    },
    data: { files: data.files, format: data.format },
    reserved: [label, id, group, weight, query].filter((name) => name !== null),
    source: benchmark.inputs,
    dimensions: benchmark.dimensions,
    rows: Math.max(HELD_ROWS, ...benchmark.batchSizes),
    folder: scratch,
    limits: { batchRows: 1, timeLimitMs: benchmark.timeLimit, memoryLimitBytes: benchmark.memoryLimit },
  }
}

/** @throws UsageError for a model that is no file to run */
function onnxSubject(subject: DeclaredSubject, file: ModelFiles['candidate'], name: string): OnnxSubject {
  if (subject.kind === 'onnx') {
    const { inputs, output } = subject
    return { kind: 'onnx', file, ...(inputs === null ? {} : { inputs }), ...(output === null ? {} : { output }) }
  }
  throw new UsageError({
    where: `models.${name}.benchmark`,
    found: `a model as \`${subject.kind}\``,
    expected: '`onnx`: only what runs here has a latency here',
    remedy: 'Name the ONNX file, or remove the `benchmark` block of this model.',
  })
}

function untouched(files: ModelFiles): Benchmark {
  return {
    judgement: unchanged('The model and the policy'),
    comparisons: [],
    measured: null,
    data: dataOf(files),
    reported: [],
    figures: [],
    notes: files.notes,
    machine: null,
  }
}

function dataOf({ data: [{ reference, sha256 }] }: ModelFiles): Verdict['subject']['data'] {
  return [{ role: 'evaluation', reference, sha256, rows: 0 }]
}
