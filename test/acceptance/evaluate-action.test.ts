import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyExample } from '../support/example.ts'
import { eventually, processorSeconds } from '../support/processes.ts'
import { type RunningStep, runStep, type StepOptions, startStep } from '../support/runner-step.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

const ACTION = join(__dirname, '..', '..', 'actions', 'evaluate', 'action.yml')
const HANGING_MODEL = join(__dirname, '..', 'fixtures', 'models', 'income', 'mlp-hangs.onnx')
const HANGING_POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    positive-label: true
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate:
      metrics: { roc_auc: { margin: 0.005, min: 0.85 } }
`
jest.setTimeout(120_000)

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'sluice-workspace-'))
  execFileSync('git', ['init', '--quiet'], { cwd: workspace })
})

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: workspace })
  git('add', '--all')
  git('-c', 'commit.gpgSign=false', 'commit', '--quiet', '--allow-empty', '--message=Models')
  return git('rev-parse', 'HEAD').toString().trim()
}

/** A first push: nothing was there before, so there is no baseline to fetch. */
function step(options: Partial<StepOptions> = {}): StepOptions {
  const sha = commit()
  const event = { name: 'push', payload: { before: '0'.repeat(40), after: sha, ref: 'refs/heads/main' } }
  return { action: ACTION, workspace, event, ...options, env: { GITHUB_SHA: sha, ...options.env } }
}

describe('the committed bundle through the step of action.yml', () => {
  test('a missing policy is a usage error: exit code 2, an annotation, and no verdict', async () => {
    const result = await runStep(step())
    expect(result).toMatchObject({
      exitCode: 2,
      outputs: { verdict: '', 'reason-code': '', 'verdict-file': '', 'report-file': '' },
      orphans: [],
    })
    expect(result.stderr).toContain('sluice.yml')
    expect(result.stdout).toMatch(/^::error title=Usage.*sluice\.yml/m)
    expect(existsSync(join(workspace, 'sluice-out'))).toBe(false)
  })

  test('a wrong key of the policy is annotated at its line', async () => {
    writeFileSync(join(workspace, 'sluice.yml'), 'version: 1\nmodles: {}\n')
    const result = await runStep(step())
    expect(result.exitCode).toBe(2)
    expect(result.stdout).toMatch(/^::error title=Usage,file=sluice\.yml,line=2,col=1::.*models/m)
  })

  test('the policy of a subfolder is annotated from the root of the repository', async () => {
    mkdirSync(join(workspace, 'ml'))
    writeFileSync(join(workspace, 'ml', 'sluice.yml'), 'version: 1\nmodles: {}\n')
    const result = await runStep(step({ with: { policy: 'ml/sluice.yml' } }))
    expect(result.stdout).toMatch(/^::error title=Usage,file=ml\/sluice\.yml,line=2/m)
  })

  test('a summary file that is missing is made', async () => {
    copyExample(workspace)
    const summary = join(workspace, 'summary.md')
    const { exitCode } = await runStep(step({ with: { runtime: await runtimeFolder() }, env: { GITHUB_STEP_SUMMARY: summary } }))
    expect([exitCode, readFileSync(summary, 'utf8')]).toEqual([0, expect.stringContaining('income')])
  })

  test('the token is masked before anything is printed, and shown nowhere else', async () => {
    const { stdout, stderr } = await runStep(step({ token: 'ghs_secret_0815' }))
    expect(stdout.split('\n')[0]).toBe('::add-mask::ghs_secret_0815')
    expect(`${stdout}${stderr}`.split('ghs_secret_0815')).toHaveLength(2)
  })

  test('a container without Node is told what to do, exit code 2', async () => {
    const { exitCode, stderr } = await runStep(step({ nodeFolder: null }))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Put actions/setup-node before this step')
  })

  test('a container without Node takes the one that SLUICE_NODE names', async () => {
    const { exitCode, stdout } = await runStep(step({ nodeFolder: null, env: { SLUICE_NODE: process.execPath } }))
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining('::error title=Usage') })
  })

  test('a cancelled step ends at once with 130 and leaves neither a process nor half a file', async () => {
    copyExample(workspace)
    const before = readdirSync(workspace).sort()
    // The reference is fetched by a command that does not end by itself.
    const candidate = `run:touch ${join(workspace, 'started')}; sleep 60; cp models/income.onnx {out}`
    const running = startStep(step({ with: { candidate } }))
    let ended = false
    void running.result.finally(() => {
      ended = true
    })
    while (!ended && !existsSync(join(workspace, 'started'))) await new Promise((resolve) => setTimeout(resolve, 10))
    running.cancel()
    const result = await running.result
    // By SIGINT: SIGTERM, which follows when the runner's patience ends, would make it 143.
    expect(result).toMatchObject({ exitCode: 130, orphans: [] })
    expect(readdirSync(workspace).sort()).toEqual([...before, 'started'].sort())
  })
})

describe('while a model hangs in native code', () => {
  let running: RunningStep
  beforeEach(async () => {
    copyExample(workspace)
    cpSync(HANGING_MODEL, join(workspace, 'candidates', 'hangs.onnx'))
    writeFileSync(join(workspace, 'sluice.yml'), HANGING_POLICY)
    running = startStep(step({ with: { candidate: 'candidates/hangs.onnx', runtime: await runtimeFolder() } }))
    await eventually('the model hangs', 60_000, () => workerOf(running) !== undefined)
  })

  /** The worker, once it has used more processor time than it needs to load. */
  function workerOf({ processes, pid }: RunningStep): number | undefined {
    return processes().find((process) => process !== pid && processorSeconds(process) > 2.5)
  }

  test('a cancelled step ends with 130, with its worker', async () => {
    running.cancel()
    expect(await running.result).toMatchObject({ exitCode: 130, orphans: [] })
    expect(existsSync(join(workspace, 'sluice-out'))).toBe(false)
  })

  test('killing the step takes the worker along', async () => {
    process.kill(running.pid, 'SIGKILL')
    expect(await running.result).toMatchObject({ signal: 'SIGKILL' })
    await eventually('the worker is gone', 5_000, () => running.processes().length === 0)
    expect(existsSync(join(workspace, 'sluice-out'))).toBe(false)
  })

  test('killing the worker is an error with its signal, not a crash of Sluice and never a pass', async () => {
    process.kill(workerOf(running) ?? 0, 'SIGSEGV')
    const result = await running.result
    expect(result).toMatchObject({ exitCode: 5, outputs: { verdict: 'error', 'reason-code': 'MODEL_CRASHED' }, orphans: [] })
    expect(result.summary).toContain('SIGSEGV')
  })
})
