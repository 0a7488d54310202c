import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { LiveService } from '../../support/rollout/live-service.ts'
import { servedShare } from '../../support/rollout/load.ts'
import { pause, until } from '../../support/rollout/ports.ts'

jest.setTimeout(180_000)

const PROGRAM = join(__dirname, '../../../dist/index.js')
/** Longer than the lease, so that only a ticker that lives keeps the share. */
const WATCH = '100s'

let live: LiveService
let tickers: ChildProcess[] = []
beforeEach(() => {
  live = new LiveService()
  tickers = []
})
afterEach(async () => {
  for (const ticker of tickers) ticker.kill('SIGKILL')
  await live.stop()
})

/** `sluice rollout --watch` as a job runs it, from the committed bundle. */
function startTicker(): ChildProcess {
  const args = [PROGRAM, 'rollout', '--journal', 'journal.jsonl', '--watch', WATCH]
  const ticker = spawn(process.execPath, args, { cwd: live.folder, stdio: 'ignore', env: { PATH: process.env.PATH, HOME: live.folder } })
  tickers.push(ticker)
  return ticker
}

const effective = async () => (await live.ports.target.read()).effectiveBp ?? 0

test('a ticker that is killed with -9 leaves a share that runs out; another one goes on from the journal, and every decision replays', async () => {
  await live.start({ policy: { bake: '1h' } })
  const ticker = startTicker()
  await until('the canary to have traffic', async () => (await effective()) > 0, 60_000)
  await until('the share to be written down', async () => (await live.state()) === 'baking', 30_000)
  const gone = new Promise((resolve) => ticker.once('exit', (_, signal) => resolve(signal)))
  ticker.kill('SIGKILL')
  expect(await gone).toBe('SIGKILL')

  await until('the lease to run out', async () => (await effective()) === 0, 40_000)
  const ranOut = Date.now()
  await pause(1500)
  expect(servedShare(live.load.answers, 'canary', ranOut + 500)).toBe(0)
  expect(await live.state()).toBe('baking')

  startTicker()
  await until('the next ticker to have written', async () => (await live.events()).includes('lapse'), 40_000)
  await until('the share that the journal authorises', async () => (await effective()) > 0, 60_000)
  expect(await live.offencesSoFar()).toEqual([])
})
