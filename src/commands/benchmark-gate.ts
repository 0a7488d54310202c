import { MeasurementError } from '../errors.ts'
import { type Benchmark, benchmarkModel } from '../gates/benchmark/benchmark-model.ts'
import type { LoadRunner } from '../gates/benchmark/load/measure-load.ts'
import type { BenchmarkPolicy } from '../gates/benchmark/policy.ts'
import type { BenchmarkRunner } from '../gates/benchmark/runner.ts'
import { findModelFiles, type ModelFiles } from '../gates/evaluate/model-files.ts'
import type { World } from '../host/world.ts'
import { couldNotMeasure } from '../judge/judgement.ts'
import { isReasonCode } from '../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { filesRequest } from './files-request.ts'
import type { GateInputs } from './gates.ts'
import { orProblem } from './or-problem.ts'
import { makeScratch, type Session, type SessionInputs, workerOptions } from './session.ts'
import { fileOf, sharedFacts } from './verdict-facts.ts'
import { variablesFor } from './with-variables.ts'

/** The verdict of the benchmark gate for one model; an error verdict when a file cannot be had or a model cannot be measured. */
export async function judgeBenchmark(model: ModelPolicy, inputs: GateInputs, session: Session, world: World): Promise<Verdict> {
  const { benchmark } = model
  if (benchmark === null) throw new Error(`the policy asks for no benchmark of ${model.name}`)
  const startedAt = new Date()
  const files = await orProblem(() => benchmarkFiles(session, model, inputs))
  const found = files instanceof MeasurementError ? null : files
  const result =
    files instanceof MeasurementError ? withoutAnswer(files, null) : await measured(files, { model, benchmark, inputs, session, world })
  const { machine } = result
  return makeVerdict(
    {
      ...sharedFacts({
        world,
        session,
        model,
        gate: 'benchmark',
        startedAt,
        measuredOn: machine === null ? null : { ...machine, machine: { ...machine, pinnedTo: machine.pinnedTo?.slice() ?? null } },
      }),
      subject: { candidate: fileOf(found?.candidate ?? null), baseline: fileOf(found?.baseline ?? null), anchor: null, data: result.data },
      reported: [...result.reported],
      figures: [...result.figures],
      notes: [...result.notes],
    },
    result.judgement,
  )
}

/** The same files that the evaluation compares. */
export function benchmarkFiles(
  session: Session,
  model: ModelPolicy,
  given: Pick<GateInputs, 'candidate' | 'baseline' | 'evaluationData'>,
): Promise<ModelFiles> {
  return findModelFiles(filesRequest(session, model, 'none', given))
}

type Asked = {
  readonly model: ModelPolicy
  readonly benchmark: BenchmarkPolicy
  readonly inputs: GateInputs
  readonly session: Session
  readonly world: World
}

async function measured(files: ModelFiles, { model, benchmark, inputs, session, world }: Asked): Promise<Benchmark> {
  const phase = world.host.progress.start(`Timing ${model.name}`)
  try {
    const result = await orProblem(async () =>
      benchmarkModel({
        model,
        benchmark,
        files,
        policyUnchanged: session.policyUnchanged,
        runner: await benchmarkRunner(inputs, benchmark, world),
        scratch: makeScratch(world),
        variables: variablesFor([model.subject, files.baselineSubject], world.environment.forChildren),
        signal: world.signal,
        onProgress: (done, planned) => phase.advance(done, planned),
      }),
    )
    return result instanceof MeasurementError ? withoutAnswer(result, files) : result
  } finally {
    phase.end()
  }
}

/** Each call is a process of its own; the runtime is installed before the first, outside of the time budget. */
export async function benchmarkRunner(
  inputs: Pick<SessionInputs, 'runtime'>,
  { threads }: Pick<BenchmarkPolicy, 'threads'>,
  world: World,
): Promise<BenchmarkRunner & { readonly load: LoadRunner }> {
  const [{ prepareBenchmark, runCold, runLoad, runRound }, options] = await Promise.all([
    import('../sources/worker/run-benchmark.ts'),
    workerOptions(inputs, world),
  ])
  return {
    prepare: (job, signal) => prepareBenchmark(job, { ...options, signal }),
    cold: (job, signal, answered) => runCold(job, { ...options, threads, signal }, answered),
    round: (job, signal) => runRound(job, { ...options, threads, signal }),
    load: (job, signal) => runLoad(job, { ...options, threads, signal }),
  }
}

function withoutAnswer({ reasonCode, message, remedy }: MeasurementError, files: ModelFiles | null): Benchmark {
  if (!isReasonCode(reasonCode)) throw new Error(`${reasonCode} is no reason code`)
  const data = (files?.data ?? []).slice(0, 1).map(({ reference, sha256 }) => ({ role: 'evaluation', reference, sha256, rows: 0 }))
  return {
    judgement: couldNotMeasure({ reasonCode, message, remedy }),
    comparisons: [],
    measured: null,
    data,
    reported: [],
    figures: [],
    notes: files?.notes ?? [],
    machine: null,
  }
}
