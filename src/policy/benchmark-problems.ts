import type { Problem } from '../errors.ts'
import { priceUsdPerHourOf } from '../gates/benchmark/cost/policy.ts'
import type { Placed } from './call-problems.ts'
import type { WrittenModel } from './schema.ts'

/** Keys of `benchmark` that mean nothing without another one, or for a model that does not run here. */
export function benchmarkProblems({ benchmark, predictions, command }: WrittenModel, at: Placed): Problem[] {
  if (benchmark === null) return []
  // Neither has a latency here: what is asked of it would hold by never being looked at.
  if (predictions !== null) return [at(['benchmark'], notTimed('predictions'))]
  if (command !== null) return [at(['benchmark'], notTimed('command'))]
  const { cost, traffic } = benchmark
  const problems: Problem[] = []
  if (cost !== null && priceUsdPerHourOf(cost) === null) {
    const found = '`cost` without a price'
    const remedy = 'Add `price-per-hour: 0.085`, or `instance: c7g.large`.'
    problems.push(at(['benchmark', 'cost'], { found, expected: '`price-per-hour` or `instance`', remedy }))
  }
  if (traffic !== null && cost === null) {
    const found = '`traffic` without `cost`'
    problems.push(
      at(['benchmark', 'traffic'], {
        found,
        expected: '`cost`, which turns it into money',
        remedy: 'Add `cost: { instance: c7g.large }`.',
      }),
    )
  }
  if (traffic !== null && traffic.average > traffic.peak) {
    const found = `an average of ${traffic.average}/s above the peak of ${traffic.peak}/s`
    problems.push(at(['benchmark', 'traffic'], { found, expected: 'a peak that is the most', remedy: 'Swap them, or correct one.' }))
  }
  return problems
}

function notTimed(kind: 'predictions' | 'command') {
  const why = kind === 'predictions' ? 'a file of predictions runs nowhere' : 'the answers of a command are scored, not timed'
  return {
    found: `\`benchmark\` of a model as \`${kind}\``,
    expected: `it with \`onnx\` or \`endpoint\`: ${why}`,
    remedy: 'Remove `benchmark`, or name the ONNX file or the endpoint.',
  }
}
