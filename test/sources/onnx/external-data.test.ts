import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { checkExternalData } from '../../../src/sources/onnx/external-data.ts'
import { readModelFile } from '../../../src/sources/onnx/model-file.ts'
import { AttributeSchema } from '../../../src/sources/onnx/onnx-proto.ts'
import { modelBytes } from '../../support/onnx-model.ts'

const models = resolve(__dirname, '../../fixtures/models/income')
const root = mkdtempSync(join(tmpdir(), 'sluice-external-'))
const folder = join(root, 'models')
mkdirSync(join(folder, 'sub'), { recursive: true })
mkdirSync(join(folder, '*'))
mkdirSync(join(folder, 'folder.bin'))
for (const name of ['weights.bin', 'sub/weights.bin', '*/_ORT_MEM_ADDR_', 'a\uFFFDb.bin', '..weights'])
  writeFileSync(join(folder, name), 'w')
writeFileSync(join(root, 'secret.bin'), 's')
symlinkSync(join(root, 'secret.bin'), join(folder, 'link.bin'))
symlinkSync(root, join(folder, 'up'))
symlinkSync('weights.bin', join(folder, 'inside.bin'))

test.each([
  // what                                   location                      outcome
  ['a file beside the model', 'weights.bin', null],
  ['a file below the model', 'sub/weights.bin', null],
  ['a name that begins with two dots', '..weights', null],
  ['a link to a file beside the model', 'inside.bin', null],
  ['a file that is not there', 'absent.bin', 'MODEL_NOT_LOADED'],
  ['a folder', 'folder.bin', 'MODEL_NOT_LOADED'],
  ['a path out of the folder', '../secret.bin', 'MODEL_READS_OUTSIDE'],
  ['a path out and back in', 'sub/../../models/weights.bin', 'MODEL_READS_OUTSIDE'],
  ['a path out in the Windows way', 'sub\\..\\..\\secret.bin', 'MODEL_READS_OUTSIDE'],
  ['an absolute path', join(root, 'secret.bin'), 'MODEL_READS_OUTSIDE'],
  ['a Windows drive', 'C:/secret.bin', 'MODEL_READS_OUTSIDE'],
  ['a link out of the folder', 'link.bin', 'MODEL_READS_OUTSIDE'],
  ['a linked folder', 'up/secret.bin', 'MODEL_READS_OUTSIDE'],
  ['an address in memory', '*/_ORT_MEM_ADDR_', 'MODEL_READS_OUTSIDE'],
  ['bytes that are not UTF-8', 'a\uFFFDb.bin', 'MODEL_READS_OUTSIDE'],
  ['a NUL', 'weights.bin\0.txt', 'MODEL_READS_OUTSIDE'],
])('%s', (_, location, reasonCode) => {
  for (const [where, bytes] of Object.entries(hidingPlaces(location))) {
    const path = join(folder, 'model.onnx')
    writeFileSync(path, bytes)
    expect([where, reasonOf(() => checkExternalData(readModelFile(path, 'model.onnx')))]).toEqual([where, reasonCode])
  }
})

test.each([
  ['mlp-external', null],
  ['mlp-external-missing', 'MODEL_NOT_LOADED'],
  ['mlp-external-escapes', 'MODEL_READS_OUTSIDE'],
  ['mlp-external-absolute', 'MODEL_READS_OUTSIDE'],
])('the real %s', (name, reasonCode) => {
  expect(reasonOf(() => checkExternalData(readModelFile(join(models, `${name}.onnx`), name)))).toBe(reasonCode)
})

/** The same tensor where a runtime would still find it: at the top, in a subgraph, in a constant, in a function, with two locations. */
function hidingPlaces(location: string): Record<string, Uint8Array> {
  const tensor = { name: 'W', dims: [1n], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: location }] }
  const twice = { ...tensor, externalData: [...tensor.externalData, { key: 'location', value: 'weights.bin' }] }
  const attribute = (init: Parameters<typeof create<typeof AttributeSchema>>[1]) => [
    toBinary(AttributeSchema, create(AttributeSchema, init)),
  ]
  const inSubgraph = { opType: 'Loop', attribute: attribute({ name: 'body', g: { initializer: [tensor] } }) }
  return {
    initializer: modelBytes({ graph: { initializer: [tensor] } }),
    'one of two locations': modelBytes({ graph: { initializer: [twice] } }),
    'sparse initializer': modelBytes({ graph: { sparseInitializer: [{ values: tensor }] } }),
    constant: modelBytes({ graph: { node: [{ opType: 'Constant', attribute: attribute({ name: 'value', t: tensor }) }] } }),
    subgraph: modelBytes({ graph: { node: [inSubgraph] } }),
    'subgraph of a subgraph': modelBytes({
      graph: { node: [{ opType: 'If', attribute: attribute({ name: 'then_branch', g: { node: [inSubgraph] } }) }] },
    }),
    function: modelBytes({ graph: {}, functions: [{ name: 'f', node: [inSubgraph] }] }),
    training: modelBytes({ graph: {}, trainingInfo: [{ algorithm: { initializer: [tensor] } }] }),
  }
}

function reasonOf(check: () => void): string | null {
  try {
    check()
    return null
  } catch (cause) {
    return (cause as { reasonCode: string }).reasonCode
  }
}
