import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A checkout with verdicts in it, and the environments of a person and of a runner. */
export type StartupCheckout = {
  readonly folder: string
  readonly terminal: NodeJS.ProcessEnv
  readonly runner: NodeJS.ProcessEnv
  remove(): void
}

const CHECKS = 14

/** A pull request that changes no model: UNCHANGED verdicts, into which as many checks are written as a usual policy has. */
export function makeCheckout(program: string, models: number): StartupCheckout {
  const root = mkdtempSync(join(tmpdir(), 'sluice-startup-'))
  const folder = join(root, 'models')
  mkdirSync(folder)
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgSign=false']
    return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim()
  }
  const commit = (files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--message=Change')
    return git('rev-parse', 'HEAD')
  }
  git('init', '--quiet', '--initial-branch=main')
  const base = commit(baseFiles(models))
  git('switch', '--quiet', '--create', 'change')
  const head = commit({ 'README.md': 'words\n' })
  git('switch', '--quiet', '--detach', 'main')
  git('merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const terminal = { PATH: process.env['PATH'], HOME: root, LANG: 'C.UTF-8' }
  const runner = { ...terminal, ...runnerVariables(root, folder, { base, head, merge: git('rev-parse', 'HEAD') }) }
  execFileSync(process.execPath, [program, 'gate'], { cwd: folder, env: runner, stdio: 'pipe' })
  addChecks(join(folder, 'sluice-out'))
  return { folder, terminal, runner, remove: () => rmSync(root, { recursive: true, force: true }) }
}

function baseFiles(count: number): Record<string, string> {
  const models = Array.from({ length: count }, (_, index) => `model-${index}`)
  const block = (name: string) => `  ${name}:
    onnx: models/${name}.onnx
    task: binary-classification
    data: { evaluation: data/rows.csv, label: label }
    evaluate:
      metrics: { roc_auc: { margin: 0.005, min: 0.85 }, log_loss: { margin: 0.01 } }
      slices: [sex, { column: age, edges: [30, 45, 60] }]
`
  return {
    'sluice.yml': `version: 1\nmodels:\n${models.map(block).join('')}`,
    'data/rows.csv': 'age,sex,label\n30,1,1\n40,0,0\n',
    ...Object.fromEntries(models.map((name) => [`models/${name}.onnx`, name])),
  }
}

function runnerVariables(root: string, workspace: string, sha: { base: string; head: string; merge: string }): NodeJS.ProcessEnv {
  const repo = { full_name: 'acme/models' }
  const request = { number: 12, base: { ref: 'main', sha: sha.base, repo }, head: { ref: 'change', sha: sha.head, repo } }
  writeFileSync(join(root, 'event.json'), JSON.stringify({ number: 12, pull_request: request, repository: repo }))
  for (const name of ['output', 'summary']) writeFileSync(join(root, name), '')
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(root, 'event.json'),
    GITHUB_JOB: 'models',
    GITHUB_OUTPUT: join(root, 'output'),
    GITHUB_REF: 'refs/pull/12/merge',
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: sha.merge,
    GITHUB_STEP_SUMMARY: join(root, 'summary'),
    GITHUB_WORKFLOW: 'Model gate',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: root,
    RUNNER_TOOL_CACHE: join(root, 'tool'),
  }
}

function addChecks(out: string): void {
  const check = (_: unknown, index: number) => ({
    ...{
      id: 'roc_auc',
      slice: index === 0 ? null : `age<${20 + index}`,
      require: index === 0 ? 'proof' : 'no-harm',
      outcome: 'pass',
      blocking: true,
    },
    ...{ kind: 'relative', baseline: 0.912, candidate: 0.911, difference: -0.001, higherIsBetter: true, harm: 0.001 },
    ...{ harmBounds: { lower: -0.001, upper: 0.003, confidence: 0.95, sides: 'one-sided each' }, margin: 0.005, pValue: 0.9, adjustedP: 1 },
    ...{
      n: 16281,
      method: 'delong',
      detectableHarm: 0.0095,
      rowsToDecide: null,
      message: 'roc_auc lower by 0.001 (−0.001 to 0.003), allowed 0.005.',
    },
  })
  for (const name of readdirSync(out).filter((file) => file.endsWith('.verdict.json'))) {
    const verdict: object = JSON.parse(readFileSync(join(out, name), 'utf8'))
    const judged = { ...verdict, reasonCode: 'NOT_WORSE', checks: Array.from({ length: CHECKS }, check) }
    writeFileSync(join(out, name), JSON.stringify(judged))
  }
}
