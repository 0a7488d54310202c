import { mkdtempSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LatencyHistogram } from '../../../../src/sources/benchmark/latency-histogram.ts'
import type { LoadTarget } from '../../../../src/sources/benchmark/load/job.ts'
import type { EndpointSubject } from '../../../../src/sources/scored-rows.ts'
import { prepareBenchmark, runLoad } from '../../../../src/sources/worker/run-benchmark.ts'
import { buildProgram } from '../../../support/built-worker.ts'
import { OpenInferenceServer } from '../../../support/open-inference-server.ts'
import { runtimeFolder } from '../../../support/runtime-folder.ts'
import { fixtureFile, model } from '../../../support/scoring-job.ts'

// A real model in threads of a real worker, and a real server.

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const limits = { batchRows: 1, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
const options = async () => ({ runtimeFolder: await runtimeFolder(), entry, threads: 1, signal: new AbortController().signal })
const data = { files: [fixtureFile('data/income/holdout.parquet')], format: 'parquet' } as const
const every = (ms: number, count: number) => Array.from({ length: count }, (_, index) => index * ms)
jest.setTimeout(180_000)

test('instances of a model answer every request of a window, and say how they did', async () => {
  const { arms } = await prepareBenchmark(
    {
      ...({ kind: 'benchmark-inputs', source: 'auto', dimensions: {}, rows: 256, limits, data, reserved: ['over_50k'] } as const),
      arms: { candidate: model('income/numeric-baseline') },
      folder: mkdtempSync(join(tmpdir(), 'sluice-load-')),
    },
    await options(),
  )
  if (arms.candidate === undefined) throw new Error('not prepared')
  const windows = [
    { rate: 100, arrivals: every(10, 50) },
    { rate: 50_000, arrivals: every(0, 100_000), patienceMs: 300 },
  ]
  const target = { kind: 'local', label: 'candidate', prepared: arms.candidate, instances: 2, optimization: 'basic' } as const
  const load = await runLoad({ kind: 'benchmark-load', arm: 'candidate', target, rows: 4, windows, limits }, await options())
  const [steady, flood] = load.windows
  expect(steady).toMatchObject({ rate: 100, planned: 50, answered: 50, failed: 0, error: null })
  expect(new LatencyHistogram([steady?.counts ?? []]).n).toBe(50)
  // More than can be done in 0.3 s is given up, and nothing is counted twice.
  expect((flood?.answered ?? 0) + (flood?.failed ?? 0)).toBe(100_000)
  expect(flood?.failed).toBeGreaterThan(0)
  expect(load.peakBytes).toBeGreaterThan(30 * 2 ** 20)
})

function targetOf(url: string, more: Partial<EndpointSubject> = {}): LoadTarget {
  const protocol = url.includes('/v2/') ? 'open-inference' : 'json'
  const subject = {
    ...({ kind: 'endpoint', reference: url, url, protocol, headers: {}, request: '{{rows}}', answers: null } as const),
    ...{ rowsPerRequest: 1, timeoutMs: 5000, retries: 0, ...more },
  }
  return {
    ...({ kind: 'endpoint', label: 'candidate', subject, variables: {}, task: 'binary-classification' } as const),
    data: { ...data, label: 'over_50k', slices: [] },
  }
}

test('an endpoint that stalls once shows the queue of everybody who came meanwhile', async () => {
  const server = new OpenInferenceServer({
    income: {
      version: '1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'p', datatype: 'FP32', shape: [-1, 1] }],
      answer: () => [0.5],
    },
  })
  const address = await server.start()
  let asked = 0
  server.intercept = (request) => {
    // After the requests before the load: the whole server stands still, as in a garbage collection.
    if (request.url?.endsWith('/infer') === true && ++asked === 40) {
      const until = performance.now() + 400
      while (performance.now() < until);
    }
    return false
  }
  const target = targetOf(`${address}/v2/models/income`, { inputs: { x: ['age', 'hours_per_week'] } })
  try {
    const windows = [{ rate: 50, arrivals: every(20, 60) }]
    const load = await runLoad({ kind: 'benchmark-load', arm: 'candidate', target, rows: 1, windows, limits }, await options())
    const [window] = load.windows
    expect(window).toMatchObject({ planned: 60, answered: 60, failed: 0 })
    // Ten requests were meant to be sent in the first 200 ms of the stall: each of them waited for at least the other 200.
    expect(new LatencyHistogram([window?.counts ?? []]).countSurelyAbove(190)).toBeGreaterThanOrEqual(10)
    // Thirty before the load at most, and none twice.
    expect(server.requests.filter(({ url: path }) => path.endsWith('/infer')).length).toBeLessThanOrEqual(90)
  } finally {
    await server.stop()
  }
})

/** A JSON server that answers as told, by the count of the request. */
async function answering(answer: (count: number, rows: number) => { readonly status?: number; readonly document: unknown }) {
  let count = 0
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status = 200, document } = answer(++count, JSON.parse(Buffer.concat(chunks).toString()).length)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    })
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/score`, count: () => count, stop: () => server.close() }
}

const loaded = async (target: LoadTarget, rows = 1) => {
  const windows = [{ rate: 100, arrivals: every(10, 60) }]
  return runLoad({ kind: 'benchmark-load', arm: 'candidate', target, rows, windows, limits }, await options())
}
const scores = (rows: number) => Array(rows).fill(0.3)

test.each<[name: string, document: (rows: number) => unknown, code: string]>([
  ['an error as 200', () => ({ error: 'model not loaded' }), 'ANSWER_INVALID'],
  ['an answer too few', (rows) => scores(rows - 1), 'ANSWER_INVALID'],
  ['no number', () => [null, null], 'OUTPUT_NOT_FINITE'],
])('an endpoint that answers %s is not put under load: fast errors would look like a fast model', async (_, document, reasonCode) => {
  const server = await answering((__, rows) => ({ document: document(rows) }))
  try {
    await expect(loaded(targetOf(server.url), 2)).rejects.toMatchObject({ reasonCode })
  } finally {
    server.stop()
  }
})

test('a server that refuses some requests before the load is measured, and asked again as the policy says', async () => {
  // The first three are refused; the second of them is asked twice.
  const server = await answering((count, rows) => (count <= 3 ? { status: 503, document: 'busy' } : { document: scores(rows) }))
  try {
    const { windows, aloneMs } = await loaded(targetOf(server.url, { retries: 1 }))
    expect(windows[0]).toMatchObject({ planned: 60, answered: 60 })
    expect(aloneMs).toBeGreaterThan(0)
  } finally {
    server.stop()
  }
})

test('a server that refuses all is not waited for long, and `call.retries` says how often it is asked', async () => {
  const server = await answering(() => ({ status: 503, document: 'busy' }))
  try {
    const message = /answered 503 to a request before the load/
    await expect(loaded(targetOf(server.url, { retries: 1 }))).rejects.toMatchObject({
      reasonCode: 'ENDPOINT_FAILED',
      message: expect.stringMatching(message),
      remedy: expect.stringContaining('`load.rows-per-request`'),
    })
    // Three requests, each asked again once.
    expect(server.count()).toBe(6)
  } finally {
    server.stop()
  }
})

test('an answer under load that is none is a request that failed', async () => {
  // Every third, but none of those before the load.
  const server = await answering((count, rows) => ({ document: count > 30 && count % 3 === 0 ? { error: 'busy' } : scores(rows) }))
  try {
    const [window] = (await loaded(targetOf(server.url))).windows
    const { answered = 0, failed = 0 } = window ?? {}
    expect(answered + failed).toBe(60)
    // The thirty before the load may have been fewer.
    expect(failed).toBeGreaterThanOrEqual(10)
    expect(window?.error).toContain('the answer to a request under load holds no list')
    expect(new LatencyHistogram([window?.counts ?? []]).n).toBe(answered)
  } finally {
    server.stop()
  }
})
