import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOver, LiveService } from '../../test/support/rollout/live-service.ts'
import { pause } from '../../test/support/rollout/ports.ts'
import { median } from './median.ts'

/** HAProxy and Prometheus of the system, with load; the same as in the integration tests. */
const RUNS = 3
const WINDOW_MS = 5000
const HEALTHY = { failures: 0.02, latencyMs: 5, spread: 0.1 }

/** From the onset of ten times the failures to the share read back as 0, and what a tick with nothing to do takes. */
export async function benchOnProxy(program: string, rounds: number): Promise<void> {
  const missing = ['haproxy', 'prometheus'].filter((name) => spawnSync(name, ['--help'], { stdio: 'ignore' }).error !== undefined)
  if (missing.length > 0) {
    console.log(`\nSkipped what needs a real proxy: ${missing.join(' and ')} not installed (apt-get install haproxy prometheus).`)
    return
  }
  const found: Detection[] = []
  for (let run = 0; run < RUNS; run++) found.push(await withLive((live) => detect(live)))
  const seconds = found.map(({ toZeroMs }) => toZeroMs / 1000)
  console.log(`
Ten times the failures (2 % to 20 %, 25 % share, 150 requests/s, windows of ${WINDOW_MS / 1000} s, a tick a window), ${RUNS} runs, from the first of
them to the share read back as 0: median ${median(seconds).toFixed(1)} s (${seconds.map((one) => one.toFixed(1)).join(', ')}), decided on ${found.map(({ windows }) => windows).join(', ')} windows with failures.`)
  await withLive((live) => timeIdleTick(live, program, rounds))
}

async function withLive<Value>(use: (live: LiveService) => Promise<Value>): Promise<Value> {
  const live = new LiveService()
  try {
    await live.start({ both: HEALTHY, policy: { bake: '1h', lease: '15s' }, forMs: 300_000 })
    await live.tickUntil((state) => state === 'baking', 60_000)
    return await use(live)
  } finally {
    await live.stop()
  }
}

type Detection = { readonly toZeroMs: number; readonly windows: number }

async function detect(live: LiveService): Promise<Detection> {
  for (let window = 0; window < 3; window++) await everyWindow(live)
  live.canary.behaviour.failures = 10 * HEALTHY.failures
  const onset = Date.now()
  while ((await live.state()) === 'baking' && Date.now() - onset < 120_000) await everyWindow(live)
  const { shareBp } = await live.ports.target.read()
  const toZeroMs = Date.now() - onset
  if (shareBp !== 0) throw new Error(`the share is ${shareBp} after ${toZeroMs} ms`)
  const { entries } = await live.read()
  const breach = entries.findLast(({ body }) => body.kind === 'step' && body.step.event === 'breach')
  const seen = breach?.body.kind === 'step' ? breach.body.observations.telemetry : null
  const windows = seen != null && 'windows' in seen ? seen.windows.filter(({ toMs }) => toMs > onset).length : 0
  await live.tickUntil(isOver, 60_000)
  return { toZeroMs, windows }
}

async function everyWindow(live: LiveService): Promise<void> {
  const began = Date.now()
  await live.tick()
  if ((await live.state()) === 'baking') await pause(Math.max(0, WINDOW_MS - (Date.now() - began)))
}

/** CPU time leaves out what is waited for: Prometheus and HAProxy answer within milliseconds here, elsewhere they may not. */
async function timeIdleTick(live: LiveService, program: string, rounds: number): Promise<void> {
  const hook = join(live.folder, 'cpu.cjs')
  writeFileSync(
    hook,
    "process.on('exit', () => { const used = process.cpuUsage(); require('node:fs').writeSync(2, '\\ncpu ' + (used.user + used.system) + '\\n') })\n",
  )
  const entries = (await live.journal.read()).entries.length
  const rows: { readonly empty: Timed; readonly tick: Timed }[] = []
  for (let round = 0; round < rounds; round++) {
    const empty = await timed(live.folder, ['--require', hook, '-e', '0'])
    const tick = await timed(live.folder, ['--require', hook, program, 'rollout', '--journal', 'journal.jsonl', '--watch', '0s'])
    rows.push({ empty, tick })
  }
  const written = (await live.journal.read()).entries.length - entries
  // The first reads files that are not in the page cache yet.
  const show = (of: (row: (typeof rows)[number]) => number) => median(rows.slice(1).map(of))
  console.log(`
A tick with nothing to do (\`sluice rollout --watch 0s\`, ${rounds} rounds, ${written} entries written): CPU ${show(({ tick }) => tick.cpuMs).toFixed(0)} ms, ${show(({ empty, tick }) => tick.cpuMs / empty.cpuMs).toFixed(2)} × \`node -e 0\`;
wall, with the answers of HAProxy, Prometheus and the model, ${show(({ tick }) => tick.wallMs).toFixed(0)} ms, ${show(({ empty, tick }) => tick.wallMs / empty.wallMs).toFixed(2)} ×.`)
}

type Timed = { readonly wallMs: number; readonly cpuMs: number }

/** The models and the load are in this process, which must go on meanwhile. */
async function timed(cwd: string, args: readonly string[]): Promise<Timed> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'], HOME: cwd }, stdio: ['ignore', 'pipe', 'pipe'] })
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
