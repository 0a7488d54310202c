import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Journal } from '../../src/rollout/ports.ts'
import { median } from './median.ts'

/** A folder with a policy and the journal of an open rollout, `journal.jsonl`. */
export type IdlePlace = {
  readonly name: string
  readonly folder: string
  readonly journal: Journal
  readonly environment: NodeJS.ProcessEnv
  /** Keeps what the tick looks at as it was. */
  between(): Promise<void>
}

/** CPU time leaves out what is waited for: whoever is asked answers within milliseconds here, elsewhere they may not. */
export async function timeIdleTick(
  { name, folder, journal, environment, between }: IdlePlace,
  program: string,
  rounds: number,
): Promise<void> {
  const hook = join(folder, 'cpu.cjs')
  writeFileSync(
    hook,
    "process.on('exit', () => { const used = process.cpuUsage(); require('node:fs').writeSync(2, '\\ncpu ' + (used.user + used.system) + '\\n') })\n",
  )
  const rows: { readonly empty: Timed; readonly tick: Timed }[] = []
  let written = 0
  for (let round = 0; round < rounds; round++) {
    await between()
    const { length } = (await journal.read()).entries
    const empty = await timed(folder, ['--require', hook, '-e', '0'], environment)
    const tick = await timed(folder, ['--require', hook, program, 'rollout', '--journal', 'journal.jsonl', '--watch', '0s'], environment)
    written += (await journal.read()).entries.length - length
    rows.push({ empty, tick })
  }
  // The first reads files that are not in the page cache yet.
  const show = (of: (row: (typeof rows)[number]) => number) => median(rows.slice(1).map(of))
  console.log(`
A tick with nothing to do, ${name} (\`sluice rollout --watch 0s\`, ${rounds} rounds, ${written} entries written): CPU ${show(({ tick }) => tick.cpuMs).toFixed(0)} ms, ${show(({ empty, tick }) => tick.cpuMs / empty.cpuMs).toFixed(2)} × \`node -e 0\`;
wall, with the answers of target, Prometheus and the model, ${show(({ tick }) => tick.wallMs).toFixed(0)} ms, ${show(({ empty, tick }) => tick.wallMs / empty.wallMs).toFixed(2)} ×.`)
}

type Timed = { readonly wallMs: number; readonly cpuMs: number }

/** The models and the load are in this process, which must go on meanwhile. */
async function timed(cwd: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Timed> {
  const began = performance.now()
  const env = { PATH: process.env['PATH'], HOME: cwd, ...environment }
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text))
  const status = await new Promise((ended, failed) => {
    child.once('error', failed)
    child.once('close', ended)
  })
  const wallMs = performance.now() - began
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${said}`)
  return { wallMs, cpuMs: Number(/\ncpu (\d+)\n/.exec(said)?.[1]) / 1000 }
}
