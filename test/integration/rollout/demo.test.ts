import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProxy } from '../../../scripts/demo/proxy.mjs'
import { openCommandBench } from '../../../src/adapters/targets/conformance/command-bench.ts'
import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
import { parseVerdict } from '../../../src/judge/verdict.ts'
import { openEntries } from '../../../src/rollout/chain.ts'
import { replay } from '../../../src/rollout/replay.ts'
import { eventually, processesLeft, processesTracked } from '../../support/processes.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'

// The whole story takes a minute; three times that is allowed on a loaded machine.
jest.setTimeout(300_000)

const ROOT = join(__dirname, '..', '..', '..')

async function startDemo(args: readonly string[], trackingId: string) {
  const env = { ...process.env, SLUICE_RUNTIME: await runtimeFolder(), RUNNER_TRACKING_ID: trackingId }
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'demo.mjs'), ...args], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said.text += chunk.toString('utf8')
    })
  return { child, said, ended: once(child, 'close') }
}

test('the demo promotes a healthy canary and takes a bad one back, with journals that replay, and leaves no process behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'sluice-demo-test-'))
  const { said, ended } = await startDemo(['rollout', '--out', out], 'demo-story')
  const [exitCode] = await ended
  expect({ exitCode, said: exitCode === 0 ? '' : said.text }).toEqual({ exitCode: 0, said: '' })
  const endings = ['healthy', 'bad'].map((story) => {
    const file = join(out, story, 'income.rollout.verdict.json')
    const { reasonCode, rollout } = parseVerdict(readFileSync(file, 'utf8'), file)
    const events = rollout?.timeline.map(({ what }) => what) ?? []
    const entries = openEntries(
      readFileSync(join(out, story, 'journal.jsonl'), 'utf8')
        .trimEnd()
        .split('\n'),
    )
    const different = replay(entries).filter(({ same }) => !same)
    return { story, reasonCode, shifts: events.filter((event) => event === 'shift').length, last: events.at(-1), different }
  })
  expect(endings).toEqual([
    { story: 'healthy', reasonCode: 'PROMOTED', shifts: 2, last: 'finish', different: [] },
    { story: 'bad', reasonCode: 'WORSE_THAN_MARGIN', shifts: expect.any(Number), last: 'verified', different: [] },
  ])
  // Plain lines where nothing can be redrawn, and the engine's own sentences.
  expect(said.text).not.toContain('\u001B')
  // Every five seconds, whichever step that is: the proofs decide how long each takes.
  expect(said.text).toMatch(/canary +(5 % █░{9}|25 % █{3}░{7}|50 % █{5}░{5}) of/)
  expect(said.text.match(/(\d+) of \1 decisions come out the same/g)).toHaveLength(2)
  expect(await processesLeft('demo-story')).toEqual([])
})

test('Ctrl-C in mid-rollout ends everything: servers, proxy, rollout', async () => {
  const { child, said, ended } = await startDemo(['rollout'], 'demo-interrupted')
  await eventually('the first share', 120_000, () => said.text.includes('The share read back is 5 %'))
  // The demo, the rollout and two servers.
  expect(processesTracked('demo-interrupted').length).toBeGreaterThanOrEqual(4)
  child.kill('SIGINT')
  expect((await ended)[0]).toBe(130)
  expect(said.text).toContain('ended by SIGINT')
  expect(await processesLeft('demo-interrupted')).toEqual([])
})

test('a part that is none is a usage error', async () => {
  const { said, ended } = await startDemo(['rolout'], 'demo-usage')
  expect((await ended)[0]).toBe(2)
  expect(said.text).toContain("found 'rolout'; expected gate, rollout or nothing")
})

test("the demo's proxy keeps every rule of the contract of targets, asked as the policy asks", async () => {
  const [blue, green] = await Promise.all([startModel('a'), startModel('b')])
  const proxy = await startProxy({ blue: blue.url, green: green.url })
  try {
    const place = {
      folder: join(ROOT, 'examples', 'rollout'),
      environment: { PATH: process.env['PATH'], DEMO_PROXY: proxy.controlUrl },
      signal: new AbortController().signal,
    }
    const run = `"${process.execPath}" ask.mjs target`
    const bench = await openCommandBench({ kind: 'command', run, timeout: 20_000 }, place, { settleMs: 0, leaseMs: 4_000, promotes: true })
    const results = await runConformance(bench)
    expect(results.filter(({ outcome }) => outcome !== 'kept')).toEqual([])
  } finally {
    await proxy.close()
    for (const { server } of [blue, green]) server.close()
  }
})

/** Says which model it has, and nothing else. */
async function startModel(digit: string): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => response.end(JSON.stringify({ sha256: digit.repeat(64) })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}
