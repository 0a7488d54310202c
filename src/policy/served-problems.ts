import type { Problem } from '../errors.ts'
import { latencyLimitOf } from '../gates/benchmark/latency-keys.ts'
import { servedPolicy } from '../gates/benchmark/served-policy.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import type { MappingNode } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** What its server decides, or cannot be seen from outside of it: a limit that nobody looks at would be taken for one that holds. */
const OF_LOCAL_MODELS = ['memory', 'cpu', 'batch-sizes', 'threads', 'inputs', 'dimensions', 'time-budget']

/** Of `benchmark` for an endpoint, which is judged under load alone. */
export function servedProblems(model: MappingNode, { benchmark, endpoint }: WrittenModel, at: Placed): Problem[] {
  if (benchmark === null || endpoint === null) return []
  const { load, cost } = benchmark
  if (load === null) return [at(['benchmark'], NO_LOAD)]
  const judged = servedPolicy(benchmark).load.latency
  const isTwice = judged === load.latency && isGiven(model, ['benchmark', 'latency'])
  const isMean = 'mean' in judged
  const hasCapacity = latencyLimitOf(judged) !== null
  return [
    ...OF_LOCAL_MODELS.filter((key) => isGiven(model, ['benchmark', key])).map((key) => at(['benchmark', key], notSeen(key))),
    ...(isTwice ? [at(['benchmark', 'latency'], LIMITED_TWICE)] : []),
    ...(isMean ? [at(['benchmark', 'latency', 'mean'], NO_MEAN)] : []),
    ...(cost !== null && !hasCapacity ? [at(['benchmark', 'cost'], NO_CAPACITY)] : []),
  ]
}

const WITH_A_CEILING = 'For example `load: { rate: 50/s, latency: { p99: { max: 20ms } } }`.'

const NO_LOAD = {
  found: '`benchmark` of an endpoint without `load`',
  expected: '`load`: a served model is judged under load',
  remedy: WITH_A_CEILING,
}

const INSTEAD: Readonly<Record<string, string>> = {
  'batch-sizes': '; `load.rows-per-request` says how many rows a request has',
  'time-budget': '; `load.duration` says how long it is measured',
}

function notSeen(key: string) {
  const instead = INSTEAD[key] ?? ''
  return {
    found: `\`benchmark.${key}\` with an endpoint`,
    expected: 'it with `onnx`: of a server, requests and their answers are all that is seen from here',
    remedy: `Remove \`${key}\`${instead}.`,
  }
}

const LIMITED_TWICE = {
  found: '`latency` beside `load.latency` with an endpoint',
  expected: 'one of them: a served model has no other latency than that under load',
  remedy: 'Move what shall hold to `load.latency`, and remove `latency`.',
}

const NO_MEAN = {
  found: 'a limit on the mean latency of an endpoint',
  expected: 'percentiles: under load a request that is never answered has no latency to take a mean of',
  remedy: 'Write `p50` or `p90` in its place.',
}

const NO_CAPACITY = {
  found: 'the cost of an endpoint without a ceiling under load',
  expected: 'a `max` in `load.latency`: what a machine answers is the highest rate that keeps it',
  remedy: WITH_A_CEILING,
}
