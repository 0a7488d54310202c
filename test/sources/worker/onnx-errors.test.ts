import { runError } from '../../../src/sources/worker/onnx-errors.ts'

test.each([
  ['a call of 1 row', 'Use a larger runner'],
  ['a call of 32 rows', 'Lower `batch-sizes`, use'],
  ['batch 3 (rows 8193 to 12288)', 'Lower the evaluation batch size, use'],
])('out of memory in %s: rows are advised against only where they may be fewer', (where, remedy) => {
  const error = runError('candidate', where, new Error('Failed to allocate memory for requested buffer'))
  expect(error.remedy).toMatch(new RegExp(`^${remedy}`))
})
