import { execFileSync, spawnSync } from 'node:child_process'
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
jest.setTimeout(240_000)

/** What the document starts from: a clone of a hosted repository with a model, another version of it, and rows. */
function startingPoint(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const place = mkdtempSync(join(tmpdir(), 'sluice-start-'))
  const [hosted, folder] = [join(place, 'hosted.git'), join(place, 'clone')]
  const env = {
    PATH: `${join(ROOT, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: place,
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

test('every command of the document does what it says, from a model to a pull request that is judged', async () => {
  const { folder, env } = startingPoint()
  const withRuntime = { ...env, SLUICE_RUNTIME: await runtimeFolder() }
  expect(BLOCKS.length).toBeGreaterThan(6)
  const outputs = BLOCKS.map((block) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', block], { cwd: folder, env: withRuntime, encoding: 'utf8' })
    expect({ block, status, stderr: status === 0 ? '' : stderr, stdout: status === 0 ? '' : stdout }).toEqual({
      block,
      status: 0,
      stderr: '',
      stdout: '',
    })
    return stdout
  })
  const said = (command: string) => outputs[BLOCKS.findIndex((block) => block.startsWith(command))]
  // What the document shows of the first call is what the call prints.
  const shown = /^```text\n([\s\S]*?)^```$/m.exec(DOCUMENT)?.[1] ?? ''
  expect(said('sluice init --dry-run')).toContain(shown)
  expect(said('sluice init\n')).toContain('Wrote sluice.yml and .github/workflows/sluice.yml.')
  expect(said('sluice evaluate --baseline')).toContain('PASS  income, evaluate')
  expect(said('sluice doctor')).toContain('0 to mend.')
  expect(existsSync(join(folder, 'sluice-out', 'income.evaluate.verdict.json'))).toBe(true)
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
