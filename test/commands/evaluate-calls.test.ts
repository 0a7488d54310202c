import { join } from 'node:path'
import { evaluate } from '../../src/commands/evaluate.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { OpenInferenceServer } from '../support/open-inference-server.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The command with a program and with a served model, in a real repository: which versions are compared, and what the verdict says.

const workerArguments = [buildProgram('test/support/worker-entry.ts')]
const sandbox = new Sandbox()
afterAll(() => sandbox.remove())
jest.setTimeout(180_000)

const ROWS = 400
const label = (row: number) => (row % 2 === 0 || row % 5 === 0 ? 1 : 0)
const data = [
  'row_id,signal,y',
  ...Array.from({ length: ROWS }, (_, row) => `${row},${label(row) + (row % 7) / 10},${label(row)}`),
  '',
].join('\n')
/** Good: follows the signal. Bad: hardly looks at it. The answer is read from a file beside the program. */
const program = (how: 'good' | 'bad') => `
import { createInterface } from 'node:readline'
for await (const line of createInterface({ input: process.stdin })) {
  const { signal, row_id: id } = JSON.parse(line)
  console.log(${how === 'good' ? '1 / (1 + Math.exp(1 - 2 * signal))' : '(Number(id) * 37 % 101) / 101'})
}`

const policy = (subject: string) => `version: 1
models:
  m:
    ${subject}
    task: binary-classification
    data: { evaluation: rows.csv, label: y, id: row_id }
    evaluate: { metrics: { roc_auc: { margin: 0.02 } } }
`

async function run(repository: string, changes: Partial<InputsOf<'evaluate'>> = {}, variables: Record<string, string> = {}) {
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: sandbox.path(repository),
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder(), forChildren: { ...sandbox.environment, ...variables } },
    program: { ...plain.program, workerArguments },
  })
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  const inputs = {
    policy: 'sluice.yml',
    saveFlips: 'none',
    out: join(sandbox.path(repository), 'out'),
    json: false,
    ...none,
    ...changes,
  } as const
  const exitCode = await evaluate(inputs, world)
  await world.cleanUp()
  const texts = [...(world.published[0]?.files ?? [])].filter(([name]) => name.endsWith('.json'))
  const verdict: Verdict | undefined = texts.map(([name, text]) => parseVerdict(text, name))[0]
  return { exitCode, verdict }
}

const node = JSON.stringify(process.execPath)

test('the same command is compared with the code of the baseline’s commit, and a worse change of the code fails', async () => {
  sandbox.repository('code')
  const commit = sandbox.commit('code', {
    'sluice.yml': policy(`command: '${node} serve.mjs'`),
    'rows.csv': data,
    'serve.mjs': program('good'),
  })
  const same = await run('code')
  expect(same).toMatchObject({ exitCode: 0, verdict: { verdict: 'pass', reasonCode: 'NOT_WORSE' } })
  sandbox.write('code/serve.mjs', program('bad'))
  const { exitCode, verdict } = await run('code')
  expect(exitCode).toBe(3)
  expect(verdict).toMatchObject({
    verdict: 'fail',
    reasonCode: 'WORSE_THAN_MARGIN',
    subject: {
      candidate: { reference: `${node} serve.mjs`, identity: 'declared' },
      baseline: { reference: `${node} serve.mjs at ${commit.slice(0, 12)}`, identity: 'declared' },
    },
  })
  expect(verdict?.notes).toContainEqual(expect.stringContaining('its digest is of what the policy declares'))
})

test('the file of a command is each arm’s own version', async () => {
  sandbox.repository('file')
  const reader =
    `${program('good')}`.replace('2 * signal', '(await weight()) * signal') +
    `
async function weight() { return Number((await import('node:fs')).readFileSync(process.argv[2], 'utf8')) }`
  const text = policy(`command: '${node} serve.mjs {file}'\n    call: { file: models/weight.txt }`)
  sandbox.commit('file', { 'sluice.yml': text, 'rows.csv': data, 'serve.mjs': reader, 'models/weight.txt': '2' })
  sandbox.write('file/models/weight.txt', '-2')
  const { verdict } = await run('file')
  expect(verdict).toMatchObject({ verdict: 'fail', checks: [{ id: 'roc_auc', outcome: 'fail' }] })
  expect(verdict?.subject.baseline?.bytes).toBe(1)
  expect(verdict?.subject.baseline?.reference).toContain('with git:')
})

test('a served model is compared with that of the base policy; the same address is no baseline', async () => {
  const tensor = { name: 'x', datatype: 'FP64', shape: [-1, 1] }
  const served = (version: string, weight: number) => ({
    version,
    inputs: [tensor],
    outputs: [{ name: 'p', datatype: 'FP32', shape: [-1, 1] }],
    answer: ([signal = 0]: readonly (number | string | boolean)[]) => [1 / (1 + Math.exp(1 - weight * Number(signal)))],
  })
  const server = new OpenInferenceServer({ good: served('1', 2), bad: served('2', -2) })
  const address = await server.start()
  try {
    sandbox.repository('served')
    const subject = (name: string) =>
      policy(`endpoint: ${address}/v2/models/${name}\n    inputs: { x: signal }\n    call: { headers: { authorization: "\${SERVING}" } }`)
    sandbox.commit('served', { 'sluice.yml': subject('good'), 'rows.csv': data })
    await expect(run('served', {}, { SERVING: 's3cret' })).rejects.toThrow(/floor|`min`/)
    sandbox.write('served/sluice.yml', subject('bad'))
    const { exitCode, verdict } = await run('served', {}, { SERVING: 's3cret' })
    expect({ exitCode, verdict: verdict?.verdict }).toEqual({ exitCode: 3, verdict: 'fail' })
    expect(verdict?.notes).toContainEqual(expect.stringContaining('test-server 1.0 served the model bad in version 2'))
    expect(JSON.stringify(verdict)).not.toContain('s3cret')
    await expect(run('served')).rejects.toThrow(/no variable SERVING/)
    const named = await run(
      'served',
      { candidate: `${address}/v2/models/good`, baseline: `${address}/v2/models/good` },
      { SERVING: 's3cret' },
    )
    expect(named.verdict?.verdict).toBe('pass')
  } finally {
    await server.stop()
  }
})

test('a program that breaks is an error verdict and exit code 5', async () => {
  sandbox.repository('broken')
  sandbox.commit('broken', { 'sluice.yml': policy(`command: '${node} serve.mjs'`), 'rows.csv': data, 'serve.mjs': program('good') })
  sandbox.write('broken/serve.mjs', 'throw new Error("cannot load the model")')
  const { exitCode, verdict } = await run('broken')
  expect({ exitCode, code: verdict?.reasonCode }).toEqual({ exitCode: 5, code: 'MODEL_CRASHED' })
  expect(verdict?.message).toContain('cannot load the model')
})
