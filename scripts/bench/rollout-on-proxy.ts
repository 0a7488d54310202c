import { spawnSync } from 'node:child_process'
import { isOver, LiveService } from '../../test/support/rollout/live-service.ts'
import { pause } from '../../test/support/rollout/ports.ts'
import { timeIdleTick } from './idle-tick.ts'
import { withGateway } from './idle-tick-on-kubernetes.ts'
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
  await withLive(async (live) => {
    const renew = async () => void (await live.tick())
    const { folder, journal } = live
    await timeIdleTick({ name: 'HAProxy', folder, journal, environment: {}, between: renew }, program, rounds)
    await withGateway(live, (place) => timeIdleTick({ name: 'an HTTPRoute of Kubernetes', ...place, between: renew }, program, rounds))
  })
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
