import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep, startStep } from '../support/runner-step.ts'

const ACTION = join(__dirname, '..', '..', 'actions', 'evaluate', 'action.yml')
const EXAMPLE = join(__dirname, '..', '..', 'examples', 'income')

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'sluice-workspace-'))
})

describe('the committed bundle through the step of action.yml', () => {
  test('a missing policy is a usage error: exit code 2, an annotation, and no verdict', async () => {
    const step = await runStep({ action: ACTION, workspace })
    expect(step).toMatchObject({
      exitCode: 2,
      outputs: { verdict: '', 'reason-code': '', 'verdict-file': '', 'report-file': '' },
      orphans: [],
    })
    expect(step.stderr).toContain('sluice.yml')
    expect(step.stdout).toMatch(/^::error title=Usage.*sluice\.yml/m)
    expect(existsSync(join(workspace, 'sluice-out'))).toBe(false)
  })

  test('a wrong key of the policy is annotated at its line', async () => {
    writeFileSync(join(workspace, 'sluice.yml'), 'version: 1\nmodles: {}\n')
    const step = await runStep({ action: ACTION, workspace })
    expect(step.exitCode).toBe(2)
    expect(step.stdout).toMatch(/^::error title=Usage,file=sluice\.yml,line=2,col=1::.*models/m)
  })

  test('the policy of a subfolder is annotated from the root of the repository', async () => {
    mkdirSync(join(workspace, 'ml'))
    writeFileSync(join(workspace, 'ml', 'sluice.yml'), 'version: 1\nmodles: {}\n')
    const step = await runStep({ action: ACTION, workspace, with: { policy: 'ml/sluice.yml' } })
    expect(step.stdout).toMatch(/^::error title=Usage,file=ml\/sluice\.yml,line=2/m)
  })

  test('the token is masked before anything is printed, and shown nowhere else', async () => {
    const { stdout, stderr } = await runStep({ action: ACTION, workspace, token: 'ghs_secret_0815' })
    expect(stdout.split('\n')[0]).toBe('::add-mask::ghs_secret_0815')
    expect(`${stdout}${stderr}`.split('ghs_secret_0815')).toHaveLength(2)
  })

  test('a container without Node is told what to do, exit code 2', async () => {
    const { exitCode, stderr } = await runStep({ action: ACTION, workspace, nodeFolder: null })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Put actions/setup-node before this step')
  })

  test('a container without Node takes the one that SLUICE_NODE names', async () => {
    const { stderr } = await runStep({ action: ACTION, workspace, nodeFolder: null, env: { SLUICE_NODE: process.execPath } })
    expect(stderr).toContain('sluice.yml')
  })

  test('a cancelled step ends at once with 130 and leaves neither a process nor half a file', async () => {
    cpSync(EXAMPLE, workspace, { recursive: true })
    const before = readdirSync(workspace)
    // The reference is fetched by a command that does not end by itself.
    const candidate = `run:touch ${join(workspace, 'started')}; sleep 60; cp models/income.onnx {out}`
    const running = startStep({ action: ACTION, workspace, with: { candidate } })
    let ended = false
    void running.result.finally(() => {
      ended = true
    })
    while (!ended && !existsSync(join(workspace, 'started'))) await new Promise((resolve) => setTimeout(resolve, 10))
    running.cancel()
    const step = await running.result
    expect(step).toMatchObject({ exitCode: 130, orphans: [] })
    // Before the runner's patience ends and SIGTERM follows.
    expect(step.milliseconds).toBeLessThan(7_500)
    expect(readdirSync(workspace).sort()).toEqual([...before, 'started'].sort())
  })
})
