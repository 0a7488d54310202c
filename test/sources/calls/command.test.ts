import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CommandSubject, ScoringJob, Subject } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { processesLeft } from '../../support/processes.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fileAt } from '../../support/scoring-job.ts'

// Real programs beside the real worker.

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const program = resolve(__dirname, '../../support/command-model.mjs')
const folder = mkdtempSync(join(tmpdir(), 'sluice-command-'))
const ROWS = 10
const ages = Array.from({ length: ROWS }, (_, row) => 20 + row)
const data = join(folder, 'rows.csv')
writeFileSync(
  data,
  ['row_id,age,sex,over_50k', ...ages.map((age, row) => `r${row},${age},${row % 2 ? 'F' : 'M'},${row % 2}`), ''].join('\n'),
)
jest.setTimeout(180_000)

let number = 0
let trackingId = ''
beforeEach(() => {
  trackingId = `sluice-command-${process.pid}-${number++}`
  process.env['RUNNER_TRACKING_ID'] = trackingId
})
// Whatever happened: neither the worker nor a program is left.
afterEach(async () => expect(await processesLeft(trackingId)).toEqual([]))

const command = (fault: string, options: Partial<CommandSubject> = {}): CommandSubject => {
  const text = `${JSON.stringify(process.execPath)} ${program} ${fault}`
  return { kind: 'command', reference: `model ${fault}`, command: text, folder, process: 'once', environment: [], ...options }
}

async function score(arms: Record<string, Subject>, changes: Partial<ScoringJob> = {}, limits: Partial<ScoringJob['limits']> = {}) {
  const job: ScoringJob = {
    task: 'binary-classification',
    positiveLabel: 1,
    data: { files: [fileAt(data, 'rows.csv')], format: 'csv', label: 'over_50k', id: 'row_id', slices: [] },
    arms,
    limits: { batchRows: 4, timeLimitMs: 20_000, memoryLimitBytes: 2 ** 30, ...limits },
    ...changes,
  }
  return scoreRows(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal: new AbortController().signal })
}

test.each([
  ['once, line by line', 'none', {}],
  ['once, as objects that repeat the id', 'object', {}],
  ['anew for each batch, reading to the end first', 'to-end', { process: 'each-batch' }],
  ['with named inputs', 'none', { inputs: { age: ['age'] } }],
] as const)('a command answers both arms on the same rows: %s', async (_, fault, options) => {
  const { scored, environment } = await score({ baseline: command('none'), candidate: command(fault, options) })
  expect([...(scored.arms.candidate?.values ?? [])]).toEqual(ages.map((age) => age / 100))
  expect(scored.arms.baseline).toEqual(scored.arms.candidate)
  expect(environment.onnxruntime).toBeNull()
})

test.each([
  // what                         fault          reason                 says
  [
    'crashes',
    'crash',
    'MODEL_CRASHED',
    /candidate \(model crash\) ended with exit code 7 after 2 of 4 answers to rows 1 to 4\. .*out of luck/,
  ],
  ['dies of a signal', 'killed', 'MODEL_CRASHED', /ended (?:by SIGSEGV|with exit code 139) after 2 of 4 answers/],
  ['stops early', 'stop', 'ANSWER_INVALID', /it ended after 2 of 4 answers to rows 1 to 4/],
  ['writes no JSON', 'no-json', 'ANSWER_INVALID', /answers row 3 is no JSON: Warning: something/],
  ['answers NaN', 'nan', 'OUTPUT_NOT_FINITE', /NaN or infinity in 1 of 10 rows, the first of them row 3/],
  ['answers null', 'null', 'OUTPUT_NOT_FINITE', /in 1 of 10 rows/],
  ['answers a text', 'text', 'ANSWER_INVALID', /row 3 holds something else than numbers: "high"/],
  ['answers more numbers', 'wider', 'ANSWER_INVALID', /row 3 has 2 numbers where the rows before have 1/],
  ['answers no probability', 'probability', 'OUTPUT_NOT_PROBABILITY', /gives 1\.5 in row 3/],
  ['answers twice', 'twice', 'ANSWER_INVALID', /more lines than it got rows/],
  ['answers once more at its end', 'one-more', 'ANSWER_INVALID', /after the last row came 0\.5/],
  ['answers another row', 'other-row', 'ROWS_DO_NOT_PAIR', /row 3 says row_id r99; asked was r2/],
  ['ends with a bad exit code', 'exit-code', 'MODEL_CRASHED', /exit code 3 after its last answer/],
] as const)('a command that %s is an error with arm, batch and cause', async (_, fault, reasonCode, says) => {
  await expect(score({ baseline: command('none'), candidate: command(fault) })).rejects.toMatchObject({
    reasonCode,
    message: expect.stringMatching(says),
  })
})

test.each([
  ['hangs', 'hang'],
  ['hangs, with a child of its own', 'child'],
  ['reads to the end while started once', 'to-end'],
])('a command that %s is ended with its whole group', async (_, fault) => {
  await expect(score({ candidate: command(fault) }, {}, { timeLimitMs: 3000 })).rejects.toMatchObject({
    reasonCode: 'MODEL_TIMED_OUT',
    message: expect.stringMatching(/gave [0-3] of 4 answers to rows 1 to 4 within 3 s/),
    remedy: expect.stringContaining('Flush'),
  })
})

test('the memory of a command counts', async () => {
  await expect(score({ candidate: command('memory') }, {}, { memoryLimitBytes: 600 * 2 ** 20 })).rejects.toMatchObject({
    reasonCode: 'MODEL_OUT_OF_MEMORY',
    message: expect.stringMatching(/limit of 600 MiB .* in candidate \(model memory\), in batch 1/),
  })
})

test('a command sees no token, and the variables that it names', async () => {
  process.env['SECRET_OF_THE_STEP'] = 'do-not-leak'
  const scoring = score(
    { candidate: command('environment', { environment: ['MODEL_HOME'] }) },
    { variables: { MODEL_HOME: '/srv/models' } },
  )
  const { message } = await scoring.then(
    () => new Error('it answered'),
    (cause: Error) => cause,
  )
  delete process.env['SECRET_OF_THE_STEP']
  expect(message).toContain('"MODEL_HOME":"/srv/models"')
  expect(message).not.toContain('do-not-leak')
})

test('a command that cannot be found is told from one that fails', async () => {
  const missing: CommandSubject = { ...command('none'), command: 'no-such-program-anywhere' }
  await expect(score({ candidate: missing })).rejects.toMatchObject({
    reasonCode: 'MODEL_CRASHED',
    message: expect.stringMatching(/exit code 127 after 0 of 4 answers.*not found/),
  })
})
