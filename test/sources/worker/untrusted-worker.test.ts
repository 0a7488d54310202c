import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { incomeJob, model } from '../../support/scoring-job.ts'

// Workers that are not ours: what a hostile model could make of one. Each script has `frame(header, payload)` to speak with.
const FRAME = `
const frame = (header, payload = Buffer.alloc(0)) => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32LE(text.length, 0)
  lengths.writeUInt32LE(payload.length, 4)
  require('node:fs').writeSync(3, Buffer.concat([lengths, text, payload]))
}
const batch = (rows, rowsTotal, arrays) => ({ kind: 'batch', batch: 1, rows, rowsTotal, arrays })
const label = { name: 'label', type: 'Uint8Array', width: 1 }
const arm = { name: 'arm.candidate', type: 'Float32Array', width: 1 }
const finished = { kind: 'finished', rows: 2, classes: [], slices: [], clusters: 2, queries: 0, notes: [],
  environment: { onnxruntime: null, duckdb: '1', cpu: 'c', features: [] } }
const run = { kind: 'step', step: 'run', arm: 'candidate', batch: 2, firstRow: 10, rows: 5 }
`

function scoreWith(script: string): Promise<unknown> {
  return scoreRows(incomeJob({ candidate: model('income/numeric-baseline') }), {
    runtimeFolder: '/nowhere',
    entry: { execPath: process.execPath, args: ['-e', FRAME + script] },
    threads: 1,
    signal: new AbortController().signal,
  })
}

test('a worker that says what is right is believed', async () => {
  const script =
    'frame(batch(1, 2, [label, arm]), Buffer.from([1, 0, 0, 0, 63])); frame(batch(1, 2, [label, arm]), Buffer.from([0, 0, 0, 128, 62])); frame(finished)'
  await expect(scoreWith(script)).resolves.toMatchObject({
    scored: { rows: 2, label: Uint8Array.of(1, 0), arms: { candidate: { width: 1, values: Float32Array.of(0.5, 0.25) } }, weight: null },
  })
})

const PLACE = 'candidate \\(models/income/numeric-baseline.onnx\\), in batch 2 \\(rows 11 to 15\\)'

test.each([
  // what                                  script                                                                                 error
  ['a frame that is not JSON', 'frame("{")', { reasonCode: 'MODEL_CRASHED' }],
  ['a frame of 4 GiB', 'require("node:fs").writeSync(3, Buffer.from([2,0,0,0,255,255,255,255]))', { reasonCode: 'MODEL_CRASHED' }],
  ['a kind that there is not', 'frame({ kind: "run", command: "rm" })', { reasonCode: 'MODEL_CRASHED' }],
  ['a column that there is not', 'frame(batch(1, 2, [{ ...label, name: "__proto__" }]), Buffer.alloc(1))', { reasonCode: 'MODEL_CRASHED' }],
  [
    'more rows than were promised',
    'frame(batch(3, 2, [label]), Buffer.alloc(3))',
    { reasonCode: 'MODEL_CRASHED', message: expect.stringContaining('0 + 3 of 2 rows') },
  ],
  [
    'more rows than the limit holds',
    'frame(batch(1, 2 ** 50, [label]), Buffer.alloc(1))',
    { reasonCode: 'MODEL_OUT_OF_MEMORY', message: expect.stringContaining('1073741824 MiB') },
  ],
  ['a payload that is too short', 'frame(batch(2, 2, [label, arm]), Buffer.alloc(4))', { reasonCode: 'MODEL_CRASHED' }],
  ['a payload that is too long', 'frame(batch(2, 2, [label]), Buffer.alloc(4))', { reasonCode: 'MODEL_CRASHED' }],
  [
    'columns that change',
    'frame(batch(1, 2, [label]), Buffer.alloc(1)); frame(batch(1, 2, [arm]), Buffer.alloc(4))',
    { reasonCode: 'MODEL_CRASHED' },
  ],
  [
    'fewer rows than were promised',
    'frame(batch(1, 2, [label, arm]), Buffer.alloc(5)); frame(finished)',
    { reasonCode: 'MODEL_CRASHED', message: expect.stringContaining('1 of 2 rows') },
  ],
  [
    'no answers',
    'frame(batch(2, 2, [label]), Buffer.alloc(2)); frame(finished)',
    { reasonCode: 'MODEL_CRASHED', message: expect.stringContaining('no answers of candidate') },
  ],
  [
    'a reason code of its own making',
    'frame({ kind: "failed", error: "measurement", reasonCode: "not a code", message: "", remedy: "" })',
    { reasonCode: 'MODEL_CRASHED' },
  ],
  ['an exit without a word', 'process.exitCode = 7', { message: expect.stringContaining('exit code 7') }],
  [
    'an abort in a batch, with last words',
    'frame(run); console.error("\\u001b[31mfree(): invalid pointer\\u001b[m"); process.abort()',
    { reasonCode: 'MODEL_CRASHED', message: expect.stringMatching(`SIGABRT ended ${PLACE}. Its last words: free\\(\\): invalid pointer`) },
  ],
  [
    'an abort because memory ran out',
    'frame(run); console.error("terminate called: std::bad_alloc"); process.abort()',
    { reasonCode: 'MODEL_OUT_OF_MEMORY', message: expect.stringMatching(PLACE) },
  ],
  ['a fault of ours', 'frame({ kind: "failed", error: "fault", message: "oops", stack: "at x" })', { message: 'oops' }],
  [
    'a mistake of the caller',
    'frame({ kind: "failed", error: "usage", problems: [{ where: "w", found: "f", expected: "e", remedy: "r" }] })',
    { name: 'UsageError', message: 'w: f; expected e. r' },
  ],
])('%s', async (_, script, error) => {
  await expect(scoreWith(script)).rejects.toMatchObject(error)
})

test('a worker that cannot be started is an error of its own', async () => {
  const job = incomeJob({ candidate: model('income/numeric-baseline') })
  const entry = { execPath: '/nowhere/node', args: [] }
  await expect(scoreRows(job, { runtimeFolder: '/nowhere', entry, threads: 1, signal: new AbortController().signal })).rejects.toThrow(
    'ENOENT',
  )
})
