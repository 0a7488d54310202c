import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startService } from './service.mjs'
import { sluice } from './sluice.mjs'
import { USUAL_FAILURES } from './stories.mjs'

const example = join(import.meta.dirname, '..', '..', 'examples', 'rollout')
const PER_SECOND = 200
/** It ends by itself: nobody finds it running tomorrow. */
const LONGEST_MS = 30 * 60_000

/**
 * The service of the demo for a rollout of one's own, from a terminal, until somebody presses Ctrl-C.
 *
 * @param stable,canary model files with the inputs of examples/income @param port where `ask.mjs` asks @param failing share of the canary's answers to fail
 */
export async function serve({ stable, canary, port, failing, signal }) {
  const { stdout } = await sluice(['version', '--json'], { cwd: example, signal })
  const { runtime } = JSON.parse(stdout)
  const { rows } = JSON.parse(readFileSync(join(example, 'requests.json'), 'utf8'))
  const service = await startService({
    runtime,
    blue: { model: resolve(stable), failing: USUAL_FAILURES },
    green: { model: resolve(canary), failing: failing ?? USUAL_FAILURES },
    rows: rows.map((row) => JSON.stringify(row)),
    perSecond: PER_SECOND,
    controlPort: port,
  })
  try {
    console.log(`Ready: ${PER_SECOND} requests a second, all of them to ${stable}. Set DEMO_PROXY=${service.proxy.controlUrl} for ask.mjs.`)
    console.log(`It ends with Ctrl-C, and by itself in ${LONGEST_MS / 60_000} minutes.`)
    await wait(LONGEST_MS, undefined, { signal }).catch(() => {})
  } finally {
    await service.close()
  }
}
