import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseVerdict } from '../../src/judge/verdict.ts'
import { runStep } from '../support/runner-step.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The composite action as a job runs it: action.yml, the committed bundle, the real worker.

const ACTION = join(__dirname, '..', '..', 'actions', 'diff', 'action.yml')
const FIXTURES = join(__dirname, '..', 'fixtures')
const income = (name: string) => join(FIXTURES, 'data', 'income', 'variants', name)
jest.setTimeout(120_000)

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'sluice-workspace-'))
  copyFileSync(income('base.parquet'), join(workspace, 'before.parquet'))
  copyFileSync(join(FIXTURES, 'models/income/numeric-baseline.onnx'), join(workspace, 'm.onnx'))
})

async function run(current: string, inputs: Readonly<Record<string, string>>) {
  copyFileSync(income(current), join(workspace, 'holdout.parquet'))
  execFileSync('git', ['init', '--quiet'], { cwd: workspace })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: workspace })
  git('add', '--all')
  git('-c', 'commit.gpgSign=false', 'commit', '--quiet', '--message=Data')
  const sha = git('rev-parse', 'HEAD').toString().trim()
  const event = { name: 'push', payload: { before: '0'.repeat(40), after: sha, ref: 'refs/heads/main' } }
  return runStep({ action: ACTION, workspace, event, env: { GITHUB_SHA: sha }, with: { runtime: await runtimeFolder(), ...inputs } })
}

function writePolicy(): void {
  writeFileSync(
    join(workspace, 'sluice.yml'),
    `version: 1
models:
  income:
    onnx: m.onnx
    task: binary-classification
    data: { evaluation: holdout.parquet, label: over_50k, reference: before.parquet }
    diff: {}
`,
  )
}

test('a broken contract of the data fails the step, with a verdict, a report and an annotation', async () => {
  writePolicy()
  const { exitCode, outputs, stdout, orphans } = await run('column-removed.parquet', {})
  expect({ exitCode, orphans }).toEqual({ exitCode: 3, orphans: [] })
  expect(outputs).toMatchObject({ verdict: 'fail', 'verdict-file': 'sluice-out/income.diff.verdict.json' })
  const file = join(workspace, outputs['verdict-file'] ?? '')
  const { gate, checks } = parseVerdict(readFileSync(file, 'utf8'), file)
  expect(gate).toBe('diff')
  expect(checks.find(({ id }) => id === 'COLUMN_REMOVED')).toMatchObject({ slice: 'fnlwgt', outcome: 'fail', blocking: true })
  expect(readFileSync(join(workspace, outputs['report-file'] ?? ''), 'utf8')).toContain('docs/rules.md#column_removed')
  expect(stdout).toMatch(/^::error title=[^\n]*income/m)
})

test('rows of the same population pass', async () => {
  writePolicy()
  const { exitCode, outputs } = await run('fresh-sample.parquet', {})
  expect([exitCode, outputs['verdict']]).toEqual([0, 'pass'])
})

test('two files without a policy', async () => {
  const { exitCode, stdout } = await run('column-renamed.parquet', { reference: 'before.parquet', current: 'holdout.parquet' })
  expect(exitCode).toBe(3)
  expect(stdout).toContain('COLUMN_RENAMED on hours_per_week')
  expect(existsSync(join(workspace, 'sluice-out'))).toBe(false)
})
