import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EndpointSubject, ScoringJob, Subject } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { json, OpenInferenceServer, plain, type ServedModel } from '../../support/open-inference-server.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fileAt } from '../../support/scoring-job.ts'

// A real HTTP server that speaks the Open Inference Protocol, and the real worker.

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const folder = mkdtempSync(join(tmpdir(), 'sluice-endpoint-'))
const ages = Array.from({ length: 10 }, (_, row) => 20 + row)
const data = join(folder, 'rows.csv')
writeFileSync(data, ['row_id,age,hours,over_50k', ...ages.map((age, row) => `r${row},${age},40,${row % 2}`), ''].join('\n'))
jest.setTimeout(180_000)

const x = { name: 'x', datatype: 'FP32', shape: [-1, 2] }
const served = (changes: Partial<ServedModel> = {}): ServedModel => ({
  version: '3',
  inputs: [x],
  outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 1] }],
  answer: ([age]) => [Number(age) / 100],
  ...changes,
})

let server: OpenInferenceServer
let address = ''
beforeEach(async () => {
  server = new OpenInferenceServer({ income: served() })
  address = await server.start()
})
afterEach(() => server.stop())

const endpoint = (options: Partial<EndpointSubject> = {}): EndpointSubject => ({
  kind: 'endpoint',
  reference: 'http://models/income',
  url: `${address}/v2/models/income`,
  protocol: 'open-inference',
  headers: {},
  request: '{{rows}}',
  answers: null,
  rowsPerRequest: 3,
  timeoutMs: 5000,
  retries: 2,
  inputs: { x: ['age', 'hours'] },
  ...options,
})

async function score(arms: Record<string, Subject>, variables: Record<string, string> = {}) {
  const job: ScoringJob = {
    task: 'binary-classification',
    positiveLabel: 1,
    data: { files: [fileAt(data, 'rows.csv')], format: 'csv', label: 'over_50k', id: 'row_id', slices: [] },
    arms,
    limits: { batchRows: 4, timeLimitMs: 20_000, memoryLimitBytes: 2 ** 30 },
    variables,
  }
  return scoreRows(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal: new AbortController().signal })
}

const expected = ages.map((age) => expect.closeTo(age / 100, 6))

test('two served models answer the same rows, and the report says what served them', async () => {
  server.serve('income-old', served({ version: '2', answer: ([age]) => [Number(age) / 200] }))
  const { scored, notes } = await score({ baseline: endpoint({ url: `${address}/v2/models/income-old` }), candidate: endpoint() })
  expect([...(scored.arms.candidate?.values ?? [])]).toEqual(expected)
  expect([...(scored.arms.baseline?.values ?? [])]).toEqual(ages.map((age) => expect.closeTo(age / 200, 6)))
  expect(notes).toContainEqual(
    'candidate (http://models/income): test-server 1.0 served the model income in version 3; its bytes are not known here.',
  )
  const rowsOf = (model: string) =>
    server.requests.filter(({ url }) => url === `/v2/models/${model}/infer`).map(({ body }) => JSON.parse(body).inputs[0].data)
  expect(rowsOf('income')).toEqual(rowsOf('income-old'))
  // 10 rows in batches of 4, 4 and 2, at most 3 a request.
  expect(rowsOf('income').map((rows) => rows.length / 2)).toEqual([3, 1, 3, 1, 2])
})

test('a server without metadata of inputs takes what the policy names (MLServer unconfigured)', async () => {
  server.serve('income', served({ inputs: [], outputs: [] }))
  const { scored } = await score({ candidate: endpoint() })
  expect([...(scored.arms.candidate?.values ?? [])]).toEqual(expected)
})

test('secrets reach the server and no message', async () => {
  server.intercept = (_request, response) => {
    plain(response, 403, 'no')
    return true
  }
  const secret = 'very-secret-token'
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own placeholder, not JavaScript's.
  const failed = await score({ candidate: endpoint({ headers: { authorization: 'Bearer ${SERVING}' } }) }, { SERVING: secret }).catch(
    (cause) => cause,
  )
  expect(server.requests[0]?.headers['authorization']).toBe(`Bearer ${secret}`)
  expect(failed).toMatchObject({ reasonCode: 'ENDPOINT_FAILED', message: expect.stringContaining('answered 403 to the metadata') })
  expect(JSON.stringify([failed.message, failed.remedy])).not.toContain(secret)
})

test.each([
  [429, '0'],
  [503, '0'],
  [503, null],
])('a server that answers %i once is asked again', async (status, after) => {
  let refused = 0
  server.intercept = (request, response) => {
    if (request.url?.endsWith('/infer') !== true || refused++ > 0) return false
    plain(response, status, 'later', after === null ? {} : { 'retry-after': after })
    return true
  }
  const { scored } = await score({ candidate: endpoint() })
  expect(scored.rows).toBe(10)
})

type Fault = OpenInferenceServer['intercept']
const onInfer =
  (answer: (...args: Parameters<Fault>) => void): Fault =>
  (request, ...rest) => {
    if (request.url?.endsWith('/infer') !== true) return false
    answer(request, ...rest)
    return true
  }
const outputs = (data: unknown, version = '3', shape = [3, 1]) => ({
  model_name: 'income',
  model_version: version,
  outputs: [{ name: 'probabilities', datatype: 'FP32', shape, data }],
})

test.each<[string, Fault, string, RegExp]>([
  [
    'stays overloaded',
    onInfer((_, response) => plain(response, 503, 'busy', { 'retry-after': '0' })),
    'ENDPOINT_FAILED',
    /answered 503 to rows 1 to 3: busy/,
  ],
  [
    'fails',
    onInfer((_, response) => plain(response, 500, 'Internal Server Error')),
    'ENDPOINT_FAILED',
    /answered 500 to rows 1 to 3: Internal/,
  ],
  ['redirects', onInfer((_, response) => plain(response, 302, '', { location: 'http://127.0.0.1:1/' })), 'ENDPOINT_FAILED', /answered 302/],
  ['never answers', onInfer(() => {}), 'MODEL_TIMED_OUT', /rows 1 to 3: no answer within 1 s/],
  ['breaks the connection', onInfer((request) => void request.socket.destroy()), 'ENDPOINT_FAILED', /could not be asked for rows 1 to 3/],
  ['answers HTML', onInfer((_, response) => plain(response, 200, '<html>')), 'ANSWER_INVALID', /no JSON \(text\/plain\): <html>/],
  [
    'answers something else',
    onInfer((_, response) => json(response, 200, { predictions: [1] })),
    'ANSWER_INVALID',
    /none of the Open Inference Protocol \(outputs/,
  ],
  [
    'answers too few',
    onInfer((_, response) => json(response, 200, outputs([0.1], '3', [1, 1]))),
    'OUTPUT_NOT_FOUND',
    /shape \[1, 1\] for 3 rows/,
  ],
  [
    'answers null for NaN (KServe)',
    onInfer((_, response, body) => {
      const rows = JSON.parse(body).inputs[0].shape[0]
      json(
        response,
        200,
        outputs(
          Array.from({ length: rows }, (_, row) => (row === 1 ? null : 0.5)),
          '3',
          [rows, 1],
        ),
      )
    }),
    'OUTPUT_NOT_FINITE',
    /in 3 of 10 rows, the first of them row 2/,
  ],
  [
    'changes its model',
    onInfer((_, response, body, count) => {
      const rows = JSON.parse(body).inputs[0].shape[0]
      json(
        response,
        200,
        outputs(
          Array.from({ length: rows }, () => 0.5),
          count > 5 ? '4' : '3',
          [rows, 1],
        ),
      )
    }),
    'MODEL_CHANGED',
    /in version 4, and the rows before in version 3/,
  ],
])('a server that %s is an error, never a pass', async (_, fault, reasonCode, says) => {
  server.intercept = fault
  await expect(score({ candidate: endpoint({ timeoutMs: 1000, retries: 1 }) })).rejects.toMatchObject({
    reasonCode,
    message: expect.stringMatching(says),
  })
})

test('nobody listens', async () => {
  await expect(score({ candidate: endpoint({ url: 'http://127.0.0.1:9/v2/models/income', retries: 0 }) })).rejects.toMatchObject({
    reasonCode: 'ENDPOINT_FAILED',
    message: expect.stringContaining('could not be asked'),
  })
})

test('an input of another name is told before a row is sent', async () => {
  await expect(score({ candidate: endpoint({ inputs: { y: ['age', 'hours'] } }) })).rejects.toMatchObject({
    reasonCode: 'INPUT_NOT_MATCHED',
  })
  expect(server.requests.filter(({ url }) => url.endsWith('/infer'))).toEqual([])
})

test.each([
  ['objects', '{{rows}}', null, (body: { age: number }[]) => body.map(({ age }) => age / 100), { age: ['age'] }],
  [
    'lists in a frame',
    '{"instances": {{matrix}}}',
    'predictions.*.score',
    (body: { instances: number[][] }) => ({ predictions: body.instances.map(([age = 0]) => ({ score: age / 100 })) }),
    { age: ['age'], hours: ['hours'] },
  ],
  ['one row a request', '{"row": {{row}}}', 'score', (body: { row: { age: number } }) => ({ score: body.row.age / 100 }), { age: ['age'] }],
  [
    'one list a request',
    '{"x": {{vector}}}',
    'scores.0',
    (body: { x: number[] }) => ({ scores: [(body.x[0] ?? 0) / 100] }),
    { age: ['age'] },
  ],
] as const)('a JSON endpoint by template: %s', async (_, request, answers, answer, inputs) => {
  server.intercept = (_request, response, body) => {
    json(response, 200, answer(JSON.parse(body)))
    return true
  }
  const { scored, notes } = await score({ candidate: endpoint({ protocol: 'json', url: `${address}/predict`, request, answers, inputs }) })
  expect([...(scored.arms.candidate?.values ?? [])]).toEqual(expected)
  expect(notes).toContainEqual('candidate (http://models/income): which model answers there is not known here.')
})

test.each([
  ['nothing at the path', { other: [1] }, /has nothing at `predictions`/],
  ['too few answers', { predictions: [0.1] }, /holds 1 answers; 3 are expected/],
  ['no list', { predictions: 0.1 }, /holds no list; 3 are expected/],
] as const)('a JSON endpoint with %s is an error', async (_, document, says) => {
  server.intercept = (_request, response) => {
    json(response, 200, document)
    return true
  }
  const subject = endpoint({ protocol: 'json', url: `${address}/predict`, answers: 'predictions' })
  await expect(score({ candidate: subject })).rejects.toMatchObject({ reasonCode: 'ANSWER_INVALID', message: expect.stringMatching(says) })
})
