import { join } from 'node:path'
import { OUTPUTS } from '../../../src/host/action-outputs.ts'
import { makePullRequest } from './pull-request.ts'
import { type ActRun, exportSuite, runAct } from './run-act.ts'

const WORKFLOW = join(__dirname, 'workflows', 'gate.yml')
const CANDIDATES = join(__dirname, '..', '..', '..', 'examples', 'income', 'candidates')
/** The first run may install the native packages. */
const FIRST_RUN_MS = 5 * 60 * 1000

const suite = exportSuite()

function judgePullRequest(changes: Readonly<Record<string, string>>): Promise<ActRun> {
  const { checkout, mergeSha, payload } = makePullRequest({ workflows: [WORKFLOW] }).push(changes)
  return runAct(suite, { caller: checkout, workflow: '.github/workflows/gate.yml', event: 'pull_request', payload, sha: mergeSha })
}

test.each([
  // what                                   candidate                     job        exit code  verdict  reason
  ['a retrained model that is as good', 'retrained.onnx', 'success', undefined, 'pass', 'NOT_WORSE'],
  ['a model that is worse on one slice', 'worse-for-the-young.onnx', 'failure', 3, 'fail', 'WORSE_THAN_MARGIN'],
] as const)(
  'a pull request brings %s',
  async (_, candidate, job, exitCode, verdict, reasonCode) => {
    const run = await judgePullRequest({ 'models/income.onnx': join(CANDIDATES, candidate) })
    expect(run.jobs).toEqual(new Map([['gate', job]]))
    expect(run.exitCodes.get('sluice/run')).toBe(exitCode)
    const outputs = run.outputs.get('sluice/run')
    expect(outputs?.get('verdict')).toBe(verdict)
    expect(outputs?.get('reason-code')).toBe(reasonCode)
    // GitHub passes on declared outputs only, act all of them: an undeclared one would be lost without a word.
    expect([...(outputs?.keys() ?? [])].filter((name) => !(name in OUTPUTS))).toEqual([])
    // The later step reads the verdict by the output's path, so the file is where the output says.
    expect(run.log).toContain('"schemaVersion": 1')
    expect(run.summary).toContain('roc_auc')
  },
  FIRST_RUN_MS,
)

test(
  'a pull request that breaks the policy is told the line, and gets no verdict',
  async () => {
    const run = await judgePullRequest({ 'sluice.yml': join(__dirname, 'policies', 'misspelt.yml') })
    expect(run.jobs).toEqual(new Map([['gate', 'failure']]))
    expect(run.exitCodes.get('sluice/run')).toBe(2)
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ level: 'error', properties: expect.objectContaining({ file: 'sluice.yml', line: '2' }) }),
    )
    expect(run.outputs.get('sluice/run')?.get('verdict')).toBeUndefined()
  },
  FIRST_RUN_MS,
)
