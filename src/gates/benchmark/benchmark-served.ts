import { UsageError } from '../../errors.ts'
import { judge } from '../../judge/judge.ts'
import type { LoadTarget } from '../../sources/benchmark/load/job.ts'
import type { FoundModel } from '../../sources/scored-rows.ts'
import type { DeclaredSubject } from '../evaluate/evaluated-model.ts'
import { subjectOf } from '../evaluate/scoring-job.ts'
import type { Benchmark, BenchmarkRequest } from './benchmark-model.ts'
import { loadAndCost, loadOf } from './load-and-cost.ts'
import { hasCeilings } from './propose-ceilings.ts'
import { servedPolicy } from './served-policy.ts'

/** A served model is judged under load alone: how it is called one by one, and its memory, are its server's business. */
export async function benchmarkServed(request: BenchmarkRequest): Promise<Benchmark> {
  const { files, model } = request
  const benchmark = servedPolicy(request.benchmark)
  if (files.baseline === null && !hasCeilings(benchmark)) throw ceilingWanted(model.name)
  const baseline = files.baseline === null ? null : targetOf(request, 'baseline', files.baselineSubject, files.baseline)
  const targets = { ...(baseline === null ? {} : { baseline }), candidate: targetOf(request, 'candidate', model.subject, files.candidate) }
  const loaded = await loadOf({ ...request, benchmark, targets, run: request.runner.load })
  const { comparisons, reported, figures, notes } = loadAndCost(benchmark, null, loaded)
  const { confidence, onInconclusive } = benchmark
  const [data] = files.data
  return {
    judgement: judge(comparisons, { confidence, onInconclusive, minRows: 0, minRarerClass: 0 }),
    comparisons,
    measured: null,
    data: [{ role: 'evaluation', reference: data.reference, sha256: data.sha256, rows: 0 }],
    reported,
    figures,
    notes: [...files.notes, ...notes],
    machine: null,
  }
}

/** @throws UsageError when one arm is no endpoint: a model here and a served one differ by the network and the server */
function targetOf(
  { model, files, variables = {} }: BenchmarkRequest,
  arm: string,
  declared: DeclaredSubject,
  file: FoundModel,
): LoadTarget {
  const subject = subjectOf(declared, file)
  if (subject.kind !== 'endpoint') throw onlyServed(model.name, declared.kind)
  const [data] = files.data
  const { label, id, group, weight, query } = model.data
  const named = Object.fromEntries(
    Object.entries({ id, group, weight, query }).filter((entry): entry is [string, string] => entry[1] !== null),
  )
  const spec = { files: data.files, format: data.format, label, ...named, slices: [] }
  const positive = model.positiveLabel === null ? {} : { positiveLabel: model.positiveLabel }
  return { kind: 'endpoint', label: `${arm} (${file.reference})`, subject, variables, data: spec, task: model.task, ...positive }
}

function ceilingWanted(name: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark`,
    found: 'an endpoint without a baseline, and no ceiling',
    expected: 'a ceiling (`max`) while there is nothing to compare with',
    remedy: 'Add one, for example `load: { latency: { p99: { max: 20ms } } }`, or name the baseline’s endpoint by `call.baseline`.',
  })
}

function onlyServed(name: string, kind: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark`,
    found: `an endpoint beside a model as \`${kind}\``,
    expected: 'two endpoints: latencies with and without a network are not comparable',
    remedy: 'Name the baseline’s endpoint by `call.baseline` or `--baseline`.',
  })
}
