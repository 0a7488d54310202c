import type { Problem } from '../errors.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import type { MappingNode, Path } from './node.ts'
import type { WrittenModel } from './schema.ts'

type Limit = { readonly margin?: unknown; readonly max?: unknown }
type Benchmark = NonNullable<WrittenModel['benchmark']>

/**
 * Limits of `benchmark` that ask for nothing: found only after the whole measurement, they would cost its time and then be an error.
 * `memory: {}` is none of them (growth is judged), nor is `latency: {}` beside another limit: it takes the default one away.
 */
export function emptyLimits(model: MappingNode, { benchmark }: WrittenModel, at: Placed): Problem[] {
  if (benchmark === null) return []
  const { latency, cpu, load } = benchmark
  const limits: [path: Path, limit: Limit][] = [
    ...Object.entries(latency).map(([key, limit]): [Path, Limit] => [['benchmark', 'latency', key], limit]),
    ...Object.entries(load?.latency ?? {}).map(([key, limit]): [Path, Limit] => [['benchmark', 'load', 'latency', key], limit]),
    ...(cpu === null ? [] : [[['benchmark', 'cpu'], cpu] satisfies [Path, Limit]]),
  ]
  const empty = limits.filter(([path, limit]) => !asks(limit) && isGiven(model, path))
  if (empty.length > 0) return empty.map(([path]) => at(path, withoutLimit(String(path.at(-1)))))
  if (benchmark.memory !== null || limits.some(([, limit]) => asks(limit)) || asks(benchmark.cost)) return []
  const first = (['latency', 'cost', 'load'] as const).find((key) => isGiven(model, ['benchmark', key]))
  return first === undefined ? [] : [at(['benchmark', first], NOTHING_ASKED[first](benchmark))]
}

function asks(limit: Limit | null): boolean {
  return limit !== null && ((limit.margin ?? null) !== null || (limit.max ?? null) !== null)
}

function withoutLimit(key: string) {
  const isCpu = key === 'cpu'
  return {
    found: isCpu ? '`cpu` without `margin`' : `\`${key}\` with neither \`margin\` nor \`max\``,
    expected: isCpu ? '`margin`: the allowed rise against the baseline' : '`margin` (against the baseline), `max` (a ceiling), or both',
    remedy: isCpu ? 'Add `margin: 5%`, or remove `cpu`.' : `Write \`${key}: { margin: 5% }\`, or remove it.`,
  }
}

const EXPECTED = 'a `margin` (against the baseline) or a `max` (a ceiling) in one of them'
const found = (key: string) => `\`benchmark\` that judges nothing: no key beside \`${key}\` has a limit, and it has none`

const NOTHING_ASKED: Record<'latency' | 'cost' | 'load', (benchmark: Benchmark) => Omit<Problem, 'where'>> = {
  latency: ({ cost, load }) => ({
    found: found('latency'),
    expected: EXPECTED,
    remedy: `Write \`latency: { p50: { margin: 5% } }\`, which is what holds without it${cost === null ? '' : ', or add `margin: 5%` to `cost`'}${load === null ? '' : ', or add `latency: { p99: { max: 20ms } }` to `load`'}.`,
  }),
  cost: () => ({ found: found('cost'), expected: EXPECTED, remedy: 'Add `margin: 5%` or `max: 0.5` to `cost`.' }),
  load: () => ({ found: found('load'), expected: EXPECTED, remedy: 'Add `latency: { p99: { max: 20ms } }` to `load`.' }),
}
