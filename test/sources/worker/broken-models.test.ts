import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { type ModelProto, ModelSchema } from '../../../src/sources/onnx/onnx-proto.ts'
import type { OnnxSubject } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fileAt, incomeJob, model } from '../../support/scoring-job.ts'

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const models = resolve(__dirname, '../../fixtures/models/income')
const folder = mkdtempSync(join(tmpdir(), 'sluice-broken-'))
jest.setTimeout(180_000)

/** numeric-baseline with one thing changed. */
function changed(name: string, change: (proto: ModelProto) => void): OnnxSubject {
  const proto = fromBinary(ModelSchema, readFileSync(join(models, 'numeric-baseline.onnx')))
  change(proto)
  return written(name, toBinary(ModelSchema, proto))
}

function written(name: string, bytes: Uint8Array): OnnxSubject {
  writeFileSync(join(folder, name), bytes)
  return { kind: 'onnx', file: fileAt(join(folder, name), name) }
}

const opset99 = changed('opset-99.onnx', (proto) => {
  for (const opset of proto.opsetImport) if (opset.domain === '') opset.version = 99n
})
const ir99 = changed('ir-99.onnx', (proto) => {
  proto.irVersion = 99n
})
const customOperator = changed('custom-op.onnx', (proto) => {
  for (const node of proto.graph?.node ?? []) {
    if (node.opType !== 'Identity') continue
    node.opType = 'FancyIdentity'
    node.domain = 'com.example'
  }
  proto.opsetImport.push({ $typeName: 'onnx.OperatorSetProto', domain: 'com.example', version: 1n })
})
const truncated = written('truncated.onnx', readFileSync(join(models, 'numeric-baseline.onnx')).subarray(0, 20_000))

// models/README.md says for each what onnxruntime does with it; what Sluice owes is the reason, the arm and a remedy.
test.each([
  // what                               candidate                                   reason                    message                                         remedy
  ['an opset that no runtime has', opset99, 'MODEL_NOT_LOADED', /Opset 99 .* till opset 26/, /opset that this runtime knows/],
  ['an IR that no runtime has', ir99, 'MODEL_NOT_LOADED', /IR version: 99/, /older onnx package/],
  ['a custom operator', customOperator, 'MODEL_NOT_LOADED', /FancyIdentity/, /standard operators/],
  ['a truncated file', truncated, 'MODEL_NOT_LOADED', /20000 bytes are not one whole ONNX model/, /download it again/],
  ['an empty file', model('income/mlp-empty'), 'MODEL_NOT_LOADED', /is empty/, /download it again/],
  ['a Git LFS pointer', model('income/mlp-lfs-pointer'), 'LFS_POINTER', /Git LFS pointer/, /lfs: true/],
  ['weights that are not there', model('income/mlp-external-missing'), 'MODEL_NOT_LOADED', /"not-there.bin"/, /side file/],
  ['weights up and away', model('income/mlp-external-escapes'), 'MODEL_READS_OUTSIDE', /outside\/weights.bin/, /beside the model/],
  ['weights at an absolute path', model('income/mlp-external-absolute'), 'MODEL_READS_OUTSIDE', /absolute path/, /beside the model/],
  ['an input without data', model('income/numeric-extra-input-required'), 'INPUT_NOT_MATCHED', /"shift" has the shape \[2\]/, /default/],
  [
    'an input with another name',
    model('income/pipeline-renamed-input'),
    'INPUT_NOT_MATCHED',
    /"weekly_hours" tensor\(float\) \[N, 1\]/,
    /inputs/,
  ],
  [
    'an output that is not there',
    model('income/numeric-same', { output: 'probabilites' }),
    'OUTPUT_NOT_FOUND',
    /Did you mean "probabilities"/,
    /`output`/,
  ],
  ['logits', model('income/numeric-logits'), 'OUTPUT_NOT_PROBABILITY', /in row 1,/, /activation: sigmoid/],
  [
    'NaN in 128 rows',
    model('income/numeric-broken-nan'),
    'OUTPUT_NOT_FINITE',
    /in 128 of 16281 rows, the first of them row 84$/,
    /that row/,
  ],
  [
    'petabytes at run',
    model('income/mlp-out-of-memory'),
    'MODEL_OUT_OF_MEMORY',
    /rows 1 to 4096.*Failed to allocate memory/s,
    /batch size/,
  ],
] as const)('%s', async (_, candidate, reasonCode, message, remedy) => {
  const job = incomeJob({ baseline: model('income/numeric-baseline'), candidate })
  const scoring = scoreRows(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal: new AbortController().signal })
  await expect(scoring).rejects.toMatchObject({
    reasonCode,
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(remedy),
  })
  await expect(scoring).rejects.toThrow(`candidate (${candidate.file.reference})`)
})

test('weights in a side file are found beside the model', async () => {
  const { scored } = await scoreRows(incomeJob({ candidate: model('income/mlp-external') }), {
    runtimeFolder: await runtimeFolder(),
    entry,
    threads: 1,
    signal: new AbortController().signal,
  })
  // predictions.json, income/mlp-external: the mean of all answers.
  const answers = Array.from(scored.arms.candidate?.values ?? [])
  expect(answers.reduce((sum, value) => sum + value, 0) / scored.rows).toBeCloseTo(0.24335559, 5)
})
