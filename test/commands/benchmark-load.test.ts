import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { benchmark } from '../../src/commands/benchmark.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { OpenInferenceServer } from '../support/open-inference-server.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// Load and cost with real models, a real server and the real worker. Nothing here depends on how fast this machine is.

const fixtures = resolve(__dirname, '../fixtures')
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
jest.setTimeout(300_000)

const LOOSE = 'latency: { p50: { margin: 1000% } }'

async function run(subject: string, section: string, baseline: string | null) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'))
  writeFileSync(
    join(folder, 'sluice.yml'),
    `version: 1
models:
  m:
    ${subject}
    task: binary-classification
    data: { evaluation: '${fixtures}/data/income/holdout.parquet', label: over_50k }
    benchmark:
      ${subject.startsWith('onnx') ? 'time-budget: 120s' : 'time-limit: 60s'}
      on-inconclusive: warn
${section}
`,
  )
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: folder,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  const none = { sweep: false, variants: null, model: null, candidate: null, evaluationData: null, runtime: null, githubToken: null }
  const exitCode = await benchmark(
    { policy: 'sluice.yml', out: join(folder, 'out'), json: false, ...none, baseline } as Parameters<typeof benchmark>[0],
    world,
  )
  await world.cleanUp()
  const [publication] = world.published
  const verdict: Verdict | undefined = [...(publication?.files ?? [])].flatMap(([name, text]) =>
    name.endsWith('.json') ? [parseVerdict(text, name)] : [],
  )[0]
  return { exitCode, verdict, publication }
}

const reported = (verdict: Verdict | undefined, start: string) => verdict?.reported.find(({ metric }) => metric.startsWith(start))
const check = (verdict: Verdict | undefined, wanted: string) => verdict?.checks.find(({ id }) => id === wanted)

test('local instances under load, and what they cost', async () => {
  const model = (name: string) => `${fixtures}/models/income/${name}.onnx`
  const { verdict, publication } = await run(
    `onnx: ${model('numeric-same')}`,
    `      ${LOOSE}
      load: { rate: 40/s, duration: 6s, instances: 2, latency: { p50: { margin: 1000% } } }
      cost: { price-per-hour: 0.36, utilisation: 50%, margin: 1000% }
      traffic: { average: 40/s, peak: 300/s }`,
    model('numeric-baseline'),
  )
  expect(verdict?.checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['latency.p50', 'load.p50', 'cost']))
  expect(check(verdict, 'load.p50')).toMatchObject({ n: 6, unit: 'seconds of load', quantity: { unit: 'ms', relative: true } })
  expect(reported(verdict, 'latency p90 at 40/s')?.candidate).toBeGreaterThan(0)
  const perMillion = reported(verdict, 'cost of a million')
  const perSecond = reported(verdict, 'predictions a second')
  // 0.36 USD an hour are 0.0001 a second; at half of the capacity a million predictions take 2,000,000 / capacity seconds.
  expect(perMillion?.candidate).toBeCloseTo(200 / (perSecond?.candidate ?? 0), 9)
  expect(publication?.outputs['cost-per-million-usd']).toBe(String(Number(perMillion?.candidate?.toPrecision(6))))
  expect(reported(verdict, 'machines for the peak')?.candidate).toBe(Math.max(1, Math.ceil(600 / (perSecond?.candidate ?? 0))))
  expect(verdict?.notes.join('\n')).toContain('the same random schedule of 40 requests a second')
})

const served = (version: string) => ({
  version,
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [{ name: 'p', datatype: 'FP32', shape: [-1, 1] }],
  answer: () => [0.5],
})

test('served models under load, each at its own address: a slower server fails', async () => {
  const server = new OpenInferenceServer({ fast: served('1'), slow: served('2') })
  server.intercept = (request, response, body) => {
    if (request.url !== '/v2/models/slow/infer') return false
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const rows = JSON.parse(body).inputs[0].shape[0]
      response.end(
        JSON.stringify({
          model_name: 'slow',
          model_version: '2',
          outputs: [{ name: 'p', datatype: 'FP32', shape: [rows, 1], data: Array(rows).fill(0.5) }],
        }),
      )
    }, 150)
    return true
  }
  const address = await server.start()
  try {
    const { exitCode, verdict } = await run(
      `endpoint: ${address}/v2/models/slow
    inputs: { x: [age, hours_per_week] }
    call: { baseline: '${address}/v2/models/fast' }`,
      `      load: { rate: 30/s, duration: 6s, latency: { p50: { margin: 20 } } }`,
      null,
    )
    expect(check(verdict, 'load.p50')).toMatchObject({ outcome: 'fail' })
    expect(exitCode).toBe(3)
    expect(reported(verdict, 'latency p50 at 30/s')?.candidate).toBeGreaterThan(149)
    expect(verdict?.subject.candidate).toMatchObject({ identity: 'declared', reference: `${address}/v2/models/slow` })
  } finally {
    await server.stop()
  }
})

test('a served model has no latency but that under load: `latency` is judged there', async () => {
  const server = new OpenInferenceServer({ old: served('1'), new: served('2') })
  const address = await server.start()
  const subject = `endpoint: ${address}/v2/models/new
    inputs: { x: [age, hours_per_week] }`
  const paired = `${subject}
    call: { baseline: '${address}/v2/models/old' }`
  const load = 'load: { rate: 30/s, duration: 6s }'
  try {
    const { verdict } = await run(paired, `      ${LOOSE}\n      ${load}`, null)
    expect(verdict?.checks.map(({ id }) => id)).toEqual(['load.p50', 'load.failed'])
    await expect(run(subject, `      ${load}`, null)).rejects.toThrow(/without a baseline, and no ceiling/)
  } finally {
    await server.stop()
  }
})

test('a price that nobody gave, and traffic without a price, are mistakes of the policy', async () => {
  const subject = `onnx: ${fixtures}/models/income/numeric-same.onnx`
  await expect(run(subject, '      cost: { margin: 5% }', null)).rejects.toThrow(/`cost` without a price/)
  await expect(run(subject, '      traffic: { average: 4/s, peak: 3/s }', null)).rejects.toThrow(
    /`traffic` without `cost`.*\n.*above the peak/,
  )
})
