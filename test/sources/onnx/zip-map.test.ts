import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { modelFacts } from '../../../src/sources/onnx/model-facts.ts'
import { parseModel, readModelFile } from '../../../src/sources/onnx/model-file.ts'
import { cutZipMaps } from '../../../src/sources/onnx/zip-map.ts'
import { modelBytes } from '../../support/onnx-model.ts'

const models = resolve(__dirname, '../../fixtures/models/income')

// That the answers are right is tested where models run: worker/score-rows.test.ts.
test.each([
  ['numeric-zipmap', ['label', 'probabilities']],
  ['pipeline-zipmap', ['output_label', 'output_probability']],
])('%s keeps its outputs, the second as [N, 2] floats, and the rest of the file', (name, outputs) => {
  const path = join(models, `${name}.onnx`)
  const before = readFileSync(path)
  const file = readModelFile(path, name)
  const cut = cutZipMaps(file)
  if (cut === null) throw new Error('no ZipMap was found')
  const facts = modelFacts(cut.file)
  expect(cut.classes).toEqual(['0', '1'])
  expect(facts.outputs.map((output) => output.name)).toEqual(outputs)
  expect(facts.outputs[1]).toMatchObject({ type: 'tensor(float)', shape: [null, 2] })
  const { outputs: _, operators, fileBytes, ...rest } = facts
  const { outputs: __, operators: operatorsBefore, fileBytes: ___, ...restBefore } = modelFacts(file)
  expect(rest).toEqual(restBefore)
  expect(operators).toEqual(withIdentity(operatorsBefore))
  expect(parseModel(cut.file.bytes, name)).toEqual(cut.file.model)
  expect(cut.note).toContain(`"${outputs[1]}"`)
  expect(createHash('sha256').update(readFileSync(path)).digest()).toEqual(createHash('sha256').update(before).digest())
})

test.each(['numeric-baseline', 'pipeline-baseline', 'mlp-hangs'])('%s has none', (name) => {
  expect(cutZipMaps(readModelFile(join(models, `${name}.onnx`), name))).toBeNull()
})

test('a model that imports ai.onnx.ml alone gets the domain of Identity', () => {
  const bytes = modelBytes({
    opsetImport: [{ domain: 'ai.onnx.ml', version: 1n }],
    graph: { node: [{ opType: 'ZipMap', domain: 'ai.onnx.ml', input: ['p'], output: ['z'] }], output: [{ name: 'z' }] },
  })
  const cut = cutZipMaps({ name: 'm', path: 'm', bytes, model: parseModel(bytes, 'm') })
  expect(cut === null ? null : modelFacts(cut.file).opsets).toEqual({ 'ai.onnx.ml': 1, 'ai.onnx': 8 })
})

function withIdentity(operators: Readonly<Record<string, number>>): Record<string, number> {
  const { 'ai.onnx.ml::ZipMap': _, ...others } = operators
  return { ...others, Identity: (others['Identity'] ?? 0) + 1 }
}
