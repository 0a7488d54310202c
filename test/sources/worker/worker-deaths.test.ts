import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeasurementError } from '../../../src/errors.ts'
import type { ScoringJob } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { catchesHangup, environmentOf, eventually, processesLeft, processesTracked, processorSeconds } from '../../support/processes.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { incomeJob, model } from '../../support/scoring-job.ts'

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const parentProgram = buildProgram('test/support/scoring-parent.ts')
const hanging = { baseline: model('income/numeric-baseline'), candidate: model('income/mlp-hangs') }
const PLACE = 'candidate (models/income/mlp-hangs.onnx), in batch 1 (rows 1 to 4096)'
jest.setTimeout(180_000)

let number = 0
let trackingId = ''
beforeEach(() => {
  trackingId = `sluice-test-${process.pid}-${number++}`
  process.env['RUNNER_TRACKING_ID'] = trackingId
})
// Whatever happened: nothing of it is left.
afterEach(async () => expect(await processesLeft(trackingId)).toEqual([]))

async function score(job: ScoringJob, signal = new AbortController().signal): Promise<unknown> {
  return scoreRows(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal })
}

/** The worker's pid, once the model hangs: 2.5 s of processor time are four times what it needs until then. */
function whenItHangs(): Promise<number> {
  return eventually('the worker hangs', 60_000, () => processesTracked(trackingId).find((pid) => processorSeconds(pid) > 2.5))
}

test('a model that hangs is ended at its time limit', async () => {
  await expect(score(incomeJob(hanging, { limits: { timeLimitMs: 2500 } }))).rejects.toMatchObject({
    reasonCode: 'MODEL_TIMED_OUT',
    message: 'candidate (models/income/mlp-hangs.onnx) did not answer batch 1 (rows 1 to 4096) within 2.5 s, and was ended',
  })
})

test.each([
  // signal     reason                  says
  ['SIGKILL', 'MODEL_OUT_OF_MEMORY', `SIGKILL ended ${PLACE}: probably the system, because memory ran out.`],
  ['SIGABRT', 'MODEL_CRASHED', `SIGABRT ended ${PLACE}.`],
  ['SIGSEGV', 'MODEL_CRASHED', `SIGSEGV ended ${PLACE}.`],
  ['SIGILL', 'MODEL_CRASHED', `SIGILL ended ${PLACE}.`],
] as const)('a worker that dies of %s is %s, with arm and batch', async (signal, reasonCode, says) => {
  const scoring = score(incomeJob(hanging)).catch((cause: unknown) => cause)
  process.kill(await whenItHangs(), signal)
  const cause = await scoring
  expect(cause).toBeInstanceOf(MeasurementError)
  expect(cause).toMatchObject({ reasonCode, message: expect.stringContaining(says) })
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s to the whole terminal is for the parent to answer', async (signal) => {
  const abort = new AbortController()
  const scoring = score(incomeJob({ candidate: model('income/numeric-fixed-batch') }), abort.signal)
  const pid = await eventually('the worker starts', 60_000, () => processesTracked(trackingId).find(catchesHangup))
  process.kill(pid, signal)
  await expect(scoring).resolves.toMatchObject({ scored: { rows: 16_281 } })
})

test('abort ends a hanging worker before the promise rejects with its reason', async () => {
  const abort = new AbortController()
  const scoring = score(incomeJob(hanging), abort.signal).catch((cause: unknown) => cause)
  await whenItHangs()
  abort.abort(new Error('cancelled'))
  expect(await scoring).toEqual(new Error('cancelled'))
  expect(processesTracked(trackingId)).toEqual([])
})

test('an aborted signal starts nothing', async () => {
  await expect(score(incomeJob(hanging), AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled')
})

test('a parent killed by SIGKILL takes the worker with it, although a model stands in native code', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-parent-')), 'job.json')
  writeFileSync(file, JSON.stringify({ job: incomeJob(hanging), runtimeFolder: await runtimeFolder(), entry }))
  const parent = spawn(process.execPath, [parentProgram, file], {
    stdio: 'ignore',
    env: { ...process.env, RUNNER_TRACKING_ID: trackingId },
  })
  const worker = await eventually('the worker hangs', 60_000, () =>
    processesTracked(trackingId).find((pid) => pid !== parent.pid && processorSeconds(pid) > 2.5),
  )
  expect(environmentOf(worker)).not.toEqual([])
  parent.kill('SIGKILL')
  await eventually('the worker is gone', 2000, () => processesTracked(trackingId).length === 0)
})

test('a model that eats memory is ended at the limit', async () => {
  const job = incomeJob({ candidate: model('income/mlp-memory-256mb') }, { limits: { memoryLimitBytes: 320 * 2 ** 20 } })
  await expect(score(job)).rejects.toMatchObject({
    reasonCode: 'MODEL_OUT_OF_MEMORY',
    message: expect.stringMatching(
      /^Memory passed the limit of 320 MiB \(\d+ MiB\) in candidate \(models\/income\/mlp-memory-256mb\.onnx\)/,
    ),
  })
})

test('the same model fits into a limit that leaves room for it', async () => {
  await expect(score(incomeJob({ candidate: model('income/mlp-memory-256mb') }))).resolves.toMatchObject({ scored: { rows: 16_281 } })
})

test('the worker sees no token, and little else', async () => {
  process.env['GITHUB_TOKEN'] = 'ghs_secret'
  process.env['SLUICE_INPUTS'] = '{"github-token":"ghs_secret"}'
  const abort = new AbortController()
  const scoring = score(incomeJob(hanging), abort.signal).catch(() => null)
  const environment = environmentOf(await whenItHangs())
  abort.abort()
  await scoring
  delete process.env['GITHUB_TOKEN']
  delete process.env['SLUICE_INPUTS']
  expect(environment.join('\n')).not.toContain('ghs_secret')
  const names = environment.map((line) => line.split('=')[0])
  expect(names).toEqual(expect.arrayContaining(['PATH', 'RUNNER_TRACKING_ID']))
  const known = /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|RUNNER_TRACKING_ID|MALLOC_[A-Z_]+|ORT_DISABLE_TELEMETRY)$/
  expect(names.filter((name) => !known.test(name ?? ''))).toEqual([])
})

test('a worker tells nobody what it runs: the telemetry of the runtime is off', async () => {
  const abort = new AbortController()
  const scoring = score(incomeJob(hanging), abort.signal).catch(() => null)
  const pid = await whenItHangs()
  const environment = environmentOf(pid)
  // The first thing that the runtime's telemetry does is to open this file.
  const isLogged = existsSync(join(tmpdir(), `mat-debug-${pid}.log`))
  abort.abort()
  await scoring
  expect({ isLogged, environment }).toEqual({ isLogged: false, environment: expect.arrayContaining(['ORT_DISABLE_TELEMETRY=1']) })
})
