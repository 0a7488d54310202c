import { availableParallelism } from 'node:os'
import { MeasurementError, UsageError } from '../errors.ts'
import { inputsJobOf } from '../gates/benchmark/benchmark-model.ts'
import { priceUsdPerHourOf } from '../gates/benchmark/cost/policy.ts'
import { latencyLimitOf } from '../gates/benchmark/latency-keys.ts'
import { loadLimitOf } from '../gates/benchmark/load/load-round.ts'
import type { BenchmarkPolicy } from '../gates/benchmark/policy.ts'
import { measureSweep } from '../gates/benchmark/sweep/measure-sweep.ts'
import { type Quality, renderSweep, type SweepReport, type SweptModel } from '../gates/benchmark/sweep/render-sweep.ts'
import { evaluateModel } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { callsNeeded } from '../stats/quantile-bound.ts'
import { benchmarkFiles } from './benchmark-gate.ts'
import { makeScratch, type Session, workerOptions } from './session.ts'

type Inputs = InputsOf<'benchmark'>

/** Advice, not a judgement: which settings serve the candidate, and the variants beside it, best on this machine. */
export async function sweep(models: readonly ModelPolicy[], inputs: Inputs, session: Session, world: World): Promise<ExitCode> {
  const reports: SweepReport[] = []
  for (const model of models) reports.push(await sweepModel(model, inputs, session, world))
  const text = `${reports.map(renderSweep).join('\n\n')}\n`
  const stdout = inputs.json ? ({ kind: 'json', value: reports } as const) : ({ kind: 'text', text } as const)
  await world.host.publish({ out: inputs.out, files: new Map([['sweep.md', text]]), markdown: text, stdout, outputs: {}, annotations: [] })
  return 0
}

async function sweepModel(model: ModelPolicy, inputs: Inputs, session: Session, world: World): Promise<SweepReport> {
  const { benchmark } = model
  if (benchmark === null || model.subject.kind !== 'onnx') throw onlyOnnx(model)
  const limit = limitOf(benchmark)
  const swept: SweptModel[] = []
  let first: ModelFiles | null = null
  const candidates = [inputs.candidate, ...variantsOf(inputs)]
  let budgetMs = benchmark.timeBudget
  for (const [index, candidate] of candidates.entries()) {
    const files = await benchmarkFiles(session, model, { ...inputs, candidate })
    // What one file leaves over is the next one's.
    const share = budgetMs / (candidates.length - index)
    const found = await sweepFile(model, benchmark, files, first ?? files, { inputs, session, world, budgetMs: share })
    swept.push(found.swept)
    budgetMs = Math.max(0, budgetMs - found.tookMs)
    first ??= files
  }
  const { cost } = benchmark
  return {
    name: model.name,
    models: swept,
    limit,
    priceUsdPerHour: cost === null ? null : priceUsdPerHourOf(cost),
    utilisation: cost?.utilisation ?? 1,
    load: benchmark.load === null ? null : { rate: benchmark.load.rate, rowsPerRequest: benchmark.load.rowsPerRequest },
  }
}

function variantsOf({ variants }: Inputs): string[] {
  return (variants ?? '')
    .split(/[\n,]/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

type Surroundings = { readonly inputs: Inputs; readonly session: Session; readonly world: World; readonly budgetMs: number }

async function sweepFile(
  model: ModelPolicy,
  benchmark: BenchmarkPolicy,
  files: ModelFiles,
  compared: ModelFiles,
  { inputs, session, world, budgetMs }: Surroundings,
): Promise<{ readonly swept: SweptModel; readonly tookMs: number }> {
  const [{ prepareBenchmark, runLoad }, options] = await Promise.all([
    import('../sources/worker/run-benchmark.ts'),
    workerOptions(inputs, world),
  ])
  const alone = { ...files, baseline: null }
  const job = inputsJobOf({ model, benchmark, files: alone, scratch: makeScratch(world) })
  const { arms } = await prepareBenchmark(job, options)
  if (arms.candidate === undefined) throw new Error('no candidate was prepared')
  const phase = world.host.progress.start(`Trying settings of ${files.candidate.reference}`)
  const start = performance.now()
  try {
    const { points, notTried, refused } = await measureSweep({
      model: files.candidate.reference,
      prepared: arms.candidate,
      batchSizes: benchmark.batchSizes,
      cpus: availableParallelism(),
      limit: limitOf(benchmark),
      limits: { batchRows: 1, timeLimitMs: benchmark.timeLimit, memoryLimitBytes: benchmark.memoryLimit },
      confidence: benchmark.confidence,
      budgetMs,
      signal: world.signal,
      run: (load, threads, signal) => runLoad(load, { ...options, threads, signal }),
      onProgress: (done, planned) => phase.advance(done, planned),
    })
    const tookMs = performance.now() - start
    const quality = await qualityOf(model, files, compared, session)
    return { swept: { model: files.candidate.reference, points, quality, notTried: notTried.length, refused }, tookMs }
  } finally {
    phase.end()
  }
}

/** Each model against the first, by the policy's own metrics; one that cannot be evaluated says so in the place of a value. */
async function qualityOf(model: ModelPolicy, files: ModelFiles, compared: ModelFiles, session: Session): Promise<Quality[]> {
  const { evaluate } = model
  if (evaluate === null) return []
  const pair = { ...files, baseline: compared.candidate, baselineSubject: model.subject, anchor: null }
  try {
    const { comparisons, judgement } = await evaluateModel({ model, evaluate, files: pair, policyUnchanged: false, score: session.score })
    return comparisons.flatMap(({ id, slice, measured }) => {
      const outcome = judgement.checks.find((check) => check.id === id && check.slice === slice)?.outcome ?? 'reported'
      return slice === null && measured.kind === 'measured' ? [{ metric: id, value: measured.candidate, outcome }] : []
    })
  } catch (error) {
    if (error instanceof MeasurementError) return [{ metric: 'evaluation', value: Number.NaN, outcome: error.reasonCode }]
    throw error
  }
}

/** The limit of the load, else the first ceiling of the latency, else p99 without a limit. */
function limitOf({ load, latency, confidence }: BenchmarkPolicy): SweepReport['limit'] & { readonly quantile: number } {
  const ofLoad = load === null ? null : loadLimitOf(load)
  const limit = ofLoad ?? latencyLimitOf(latency) ?? { key: 'p99', quantile: 0.99, maxMs: null }
  return { ...limit, underLoad: ofLoad !== null, callsNeeded: callsNeeded(limit.quantile, confidence) }
}

function onlyOnnx({ name, subject }: ModelPolicy): UsageError {
  return new UsageError({
    where: `models.${name}`,
    found: `a model as \`${subject.kind}\` to try settings of`,
    expected: '`onnx`: settings are those of the runtime here',
    remedy: 'Name the ONNX file, or leave `--sweep` out.',
  })
}
