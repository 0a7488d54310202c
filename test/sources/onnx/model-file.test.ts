import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readModelFile } from '../../../src/sources/onnx/model-file.ts'

const models = resolve(__dirname, '../../fixtures/models/income')
const folder = mkdtempSync(join(tmpdir(), 'sluice-model-file-'))
const baseline = readFileSync(join(models, 'numeric-baseline.onnx'))

test.each([
  // what                       bytes                                                    reason              says
  ['an empty file', Buffer.alloc(0), 'MODEL_NOT_LOADED', 'the file is empty'],
  ['60 % of a model', baseline.subarray(0, Math.floor(baseline.length * 0.6)), 'MODEL_NOT_LOADED', 'not one whole ONNX model'],
  ['a model without its last byte', baseline.subarray(0, -1), 'MODEL_NOT_LOADED', 'not one whole ONNX model'],
  [
    'a Git LFS pointer',
    readFileSync(join(models, 'mlp-lfs-pointer.onnx')),
    'LFS_POINTER',
    'oid 7f1db6851818b13aa486efcb2ac04b4e24f884208c1d6bbf9a835c715c5d21ca, size 1065544',
  ],
  ['a PyTorch checkpoint', Buffer.from('PK\u0003\u0004 archive/data.pkl'), 'MODEL_NOT_LOADED', 'a zip archive'],
  ['a pickle', Buffer.from([0x80, 0x04, 0x95, 0x10]), 'MODEL_NOT_LOADED', 'a Python pickle'],
  ['an error page', Buffer.from('<!DOCTYPE html><title>404</title>'), 'MODEL_NOT_LOADED', 'an HTML page'],
  ['a model in ORT format', Buffer.from('\u0018\u0000\u0000\u0000ORTM....'), 'MODEL_NOT_LOADED', 'ORT format'],
  ['metadata without a graph', Buffer.from([0x08, 0x08]), 'MODEL_NOT_LOADED', 'the file holds no graph'],
])('%s is refused in words for a newcomer', (_, bytes, reasonCode, says) => {
  const path = join(folder, 'model.onnx')
  writeFileSync(path, bytes)
  const read = () => readModelFile(path, 'models/model.onnx')
  expect(read).toThrow(expect.objectContaining({ reasonCode, message: expect.stringContaining(says), remedy: expect.stringMatching(/\w/) }))
  expect(read).toThrow('models/model.onnx')
})

test('a missing file is refused by name', () => {
  expect(() => readModelFile(join(folder, 'absent.onnx'), 'models/absent.onnx')).toThrow(
    expect.objectContaining({ reasonCode: 'MODEL_NOT_LOADED', message: expect.stringContaining('models/absent.onnx') }),
  )
})
