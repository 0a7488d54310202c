import { join } from 'node:path'
import { isWithinLimit, measureBesideEmpty, renderRatios } from './beside-empty-node.ts'
import { benchOnProxy } from './rollout-on-proxy.ts'

/**
 * What judging costs: a process that adds 10,000 windows to one guardrail, looking after each, beside an empty Node; then, on a real proxy,
 * how long a bad canary keeps its share, and what a tick with nothing to do takes.
 *
 * @returns whether the limits were kept
 */
export async function benchRollout({ rounds, program: bundle }: { readonly rounds: number; readonly program: string }): Promise<boolean> {
  const program = join(import.meta.dirname, 'rollout-judging.js')
  const row = (name: string, what: string, limit: number | null) =>
    measureBesideEmpty({ name, args: [what], env: process.env, limit }, rounds, program, import.meta.dirname)
  const rows = [
    row('10,000 windows, the share e-process of one guardrail', 'share', 1.5),
    row('10,000 windows, a whole guardrail: rollback, and what is excluded', 'guardrail', null),
    row('1,000 windows, latencies by three quantiles of 18 buckets', 'latency', null),
  ]
  console.log(renderRatios(rows))
  await benchOnProxy(bundle, rounds)
  return rows.every(isWithinLimit)
}
