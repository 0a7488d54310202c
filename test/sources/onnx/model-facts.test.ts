import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { type ModelFacts, modelFacts, type ValueFacts } from '../../../src/sources/onnx/model-facts.ts'
import { parseModel, readModelFile } from '../../../src/sources/onnx/model-file.ts'
import { ModelSchema } from '../../../src/sources/onnx/onnx-proto.ts'

const models = resolve(__dirname, '../../fixtures/models')

// manifest.json: what Python's onnx package read from the same files.
type Entry = { path: string; sha256: string; bytes: number; unreadable?: boolean } & Record<string, unknown>
const manifest: Entry[] = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8')).models
const readable = manifest.filter(({ unreadable }) => !unreadable)

test.each(readable.map((entry) => [entry.path, entry] as const))("%s: facts are those of Python's onnx", (path, entry) => {
  const { sha256, bytes, path: _, ...facts } = entry
  expect(asManifest(modelFacts(readModelFile(join(models, path), path)))).toEqual(facts)
  expect(modelFacts(readModelFile(join(models, path), path)).fileBytes).toBe(bytes)
  expect(
    createHash('sha256')
      .update(readFileSync(join(models, path)))
      .digest('hex'),
  ).toBe(sha256)
})

test.each(readable.map(({ path }) => [path] as const))('%s: nothing is lost by writing it again', (path) => {
  const bytes = readFileSync(join(models, path))
  const again = toBinary(ModelSchema, fromBinary(ModelSchema, bytes))
  expect(again.length).toBe(bytes.length)
  expect(modelFacts({ bytes: again, model: parseModel(again, path) })).toEqual(modelFacts(readModelFile(join(models, path), path)))
})

test('operators of subgraphs are counted: the body of a Loop adds Identity and Add', () => {
  const { operators, nodeCount } = modelFacts(readModelFile(join(models, 'income/mlp-hangs.onnx'), 'hangs'))
  expect(operators).toMatchObject({ Loop: 1, Identity: 1, Add: 5 })
  expect(nodeCount).toBe(Object.values(operators).reduce((sum, count) => sum + count, 0))
})

test('initializers have type, shape and bytes', () => {
  const { initializers } = modelFacts(readModelFile(join(models, 'income/mlp-external.onnx'), 'external'))
  expect(initializers.find(({ name }) => name === 'W1')).toEqual({ name: 'W1', type: 'float', shape: [512, 512], bytes: 512 * 512 * 4 })
})

function asManifest(facts: ModelFacts) {
  const parameters = facts.initializers.map(({ shape }) => shape.reduce((product, size) => product * size, 1))
  // The manifest lists the operators of the main graph only: Identity stands in the loop's body there.
  const operators = Object.keys(facts.operators).filter((name) => !('Loop' in facts.operators && name === 'Identity'))
  return {
    irVersion: facts.irVersion,
    opsets: facts.opsets,
    inputs: facts.inputs.map((input) => ({ ...asValue(input), ...(input.hasDefault ? { hasDefault: true } : {}) })),
    outputs: facts.outputs.map(asValue),
    operators,
    metadata: facts.metadata,
    externalData: facts.externalData,
    parameters: parameters.reduce((sum, count) => sum + count, 0),
  }
}

function asValue({ name, type, shape }: ValueFacts) {
  return { name, type, shape }
}
