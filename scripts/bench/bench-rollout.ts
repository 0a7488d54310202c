import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ncc from '@vercel/ncc'
import { isWithinLimit, measureBesideEmpty, renderRatios } from './beside-empty-node.ts'
import { benchOnProxy } from './rollout-on-proxy.ts'

/**
 * What judging costs: a process that adds 10,000 windows to one guardrail, looking after each, beside an empty Node; then, on a real proxy,
 * how long a bad canary keeps its share, and what a tick with nothing to do takes.
 *
 * @returns whether the limits were kept
 */
export async function benchRollout({ rounds, program: bundle }: { readonly rounds: number; readonly program: string }): Promise<boolean> {
  const program = await bundled('rollout-judging.js')
  const row = (name: string, what: string, limit: number | null) =>
    measureBesideEmpty({ name, args: [what], env: process.env, limit }, rounds, program, dirname(program))
  const rows = [
    row('10,000 windows, the share e-process of one guardrail', 'share', 1.5),
    row('10,000 windows, a whole guardrail: rollback, and what is excluded', 'guardrail', null),
    row('1,000 windows, latencies by three quantiles of 18 buckets', 'latency', null),
  ]
  rmSync(dirname(program), { recursive: true, force: true })
  console.log(renderRatios(rows))
  await benchOnProxy(bundle, rounds)
  return rows.every(isWithinLimit)
}

/** As the product runs it: in CommonJS, so that Node's loader of ES modules (a quarter of an empty start) is not put down to judging. */
async function bundled(script: string): Promise<string> {
  const { code, assets } = await ncc(join(import.meta.dirname, script), { esm: false, cache: false, sourceMapRegister: false, quiet: true })
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  for (const [name, { source }] of Object.entries(assets)) writeFileSync(join(folder, name), source)
  writeFileSync(join(folder, 'index.cjs'), code)
  return join(folder, 'index.cjs')
}
