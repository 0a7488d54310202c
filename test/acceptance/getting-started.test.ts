import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { copyExample } from '../support/example.ts'
import { runStep } from '../support/runner-step.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// Follows docs/getting-started.md to the letter: its command blocks, in their order, in one shell each, with the committed bundle.

const ROOT = join(__dirname, '..', '..')
const DOCUMENT = readFileSync(join(ROOT, 'docs', 'getting-started.md'), 'utf8')
const BLOCKS = [...DOCUMENT.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
/** Of the second terminal: what the document calls ready. */
const SERVICE = / service --stable /
jest.setTimeout(480_000)

/** What the document starts from: a clone of a hosted repository with a model, another version of it, and rows. */
function startingPoint(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const place = mkdtempSync(join(tmpdir(), 'sluice-start-'))
  const [hosted, folder] = [join(place, 'hosted.git'), join(place, 'clone')]
  const env = {
    PATH: `${join(ROOT, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: place,
    SLUICE: ROOT,
    ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' },
  }
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', hosted], { env })
  execFileSync('git', ['clone', '--quiet', hosted, folder], { env, stdio: 'ignore' })
  mkdirSync(join(place, 'example'))
  copyExample(join(place, 'example'))
  for (const part of ['models', 'candidates', 'data']) execFileSync('cp', ['-R', join(place, 'example', part), folder])
  for (const command of [
    ['switch', '--quiet', '--create', 'main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message=A model'],
    ['push', '--quiet', '--set-upstream', 'origin', 'main'],
    ['remote', 'set-head', 'origin', 'main'],
  ]) {
    execFileSync('git', command, { cwd: folder, env, stdio: 'ignore' })
  }
  return { folder, env }
}

const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.pid === undefined) continue
    const ended = once(child, 'close')
    // As Ctrl-C does: to all of its terminal.
    process.kill(-child.pid, 'SIGINT')
    await ended
  }
})

type Place = { readonly folder: string; readonly env: NodeJS.ProcessEnv }

/** @returns what it printed, once it is through; of a service once it is ready */
async function run(block: string, { folder, env }: Place): Promise<string> {
  if (SERVICE.test(block)) return serve(block, { folder, env })
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', block], { cwd: folder, env, encoding: 'utf8' })
  expect({ block, status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ block, status: 0, said: '' })
  return stdout
}

async function serve(block: string, { folder, env }: Place): Promise<string> {
  const child = spawn('bash', ['-e', '-c', block], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let said = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8')
        if (said.includes('Ready')) resolve(said)
      })
    child.once('close', () => reject(new Error(`the service ended: ${said}`)))
  })
}

test('every command of the document does what it says, from a model to a pull request that is judged, and to one that is live', async () => {
  const { folder, env } = startingPoint()
  const place = { folder, env: { ...env, SLUICE_RUNTIME: await runtimeFolder() } }
  expect(BLOCKS.length).toBeGreaterThan(10)
  const outputs: string[] = []
  for (const block of BLOCKS) outputs.push(await run(block, place))
  const said = (command: string) => outputs[BLOCKS.findIndex((block) => block.startsWith(command))]
  // What the document shows of the first call is what the call prints.
  const shown = /^```text\n([\s\S]*?)^```$/m.exec(DOCUMENT)?.[1] ?? ''
  expect(said('sluice init --dry-run')).toContain(shown)
  expect(said('sluice init\n')).toContain('Wrote sluice.yml and .github/workflows/sluice.yml.')
  expect(said('sluice evaluate --baseline')).toContain('PASS  income, evaluate')
  expect(said('sluice doctor')).toContain('0 to mend.')
  expect(existsSync(join(folder, 'sluice-out', 'income.evaluate.verdict.json'))).toBe(true)
  expect(said('export DEMO_PROXY')).toMatch(/PROMOTED[\s\S]*income in production: promoted/)
  expect(said('sluice explain')).toMatch(/(\d+) of \1 decisions come out the same/)
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'models', 'income.onnx')))
    .digest('hex')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  expect(JSON.parse(read('income.passport.json'))).toMatchObject({
    subject: [{ digest: { sha256: digest } }],
    predicate: {
      verdicts: [
        { gate: 'evaluate', verdict: 'pass' },
        { gate: 'diff', verdict: 'pass' },
      ],
      canary: { steps: [{ share: 0.05 }, { share: 0.25 }, { share: 0.5 }] },
    },
  })
  expect(read('MODELS.md')).toContain(`| income | production | \`${digest.slice(0, 12)}\``)
  await judgedInPullRequest(folder, env)
})

/** The step that the written workflow asks for, on the last branch that was pushed. */
async function judgedInPullRequest(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim()
  const workflow = parse(git('show', 'origin/model-gate:.github/workflows/sluice.yml'))
  const uses: string[] = workflow.jobs.gate.steps.map(({ uses: used }: { uses: string }) => used)
  const sluice = uses.find((used) => used.startsWith('acme/sluice'))
  const action = join(ROOT, sluice?.replace(/^acme\/sluice\/?|@.*$/g, '') ?? 'none', 'action.yml')
  const [head, base] = [git('rev-parse', 'origin/retrained'), git('rev-parse', 'origin/model-gate')]
  const result = await runStep({
    action,
    workspace: folder,
    env: { GITHUB_SHA: head, SLUICE_RUNTIME: await runtimeFolder() },
    event: { name: 'pull_request', payload: { number: 1, pull_request: { number: 1, base: { sha: base }, head: { sha: head } } } },
  })
  expect({ exitCode: result.exitCode, stderr: result.exitCode === 0 ? '' : result.stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(result.outputs).toMatchObject({ verdict: 'pass' })
  expect(result.summary).toContain('income')
}
