import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OnnxSubject } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { modelBytes } from '../../support/onnx-model.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fileAt, incomeJob } from '../../support/scoring-job.ts'

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const folder = mkdtempSync(join(tmpdir(), 'sluice-elements-'))
jest.setTimeout(180_000)

/** A model that answers with its own input: column `age`, or `over_50k` for truth values. */
function echo(column: string, element: number, rows: bigint | null): OnnxSubject {
  const dim = [rows === null ? { dimParam: 'N' } : { dimValue: rows }, { dimValue: 1n }]
  const value = (name: string) => ({ name, type: { tensorType: { elemType: element, shape: { dim } } } })
  const path = join(folder, `${column}-${element}-${rows}.onnx`)
  writeFileSync(
    path,
    modelBytes({
      graph: { node: [{ opType: 'Identity', input: [column], output: ['y'] }], input: [value(column)], output: [value('y')] },
    }),
  )
  return { kind: 'onnx', file: fileAt(path), output: 'y' }
}

async function answersOf(subject: OnnxSubject, batchRows = 4096) {
  const job = incomeJob({ candidate: subject }, { data: { label: 'age' }, job: { task: 'regression' }, limits: { batchRows } })
  const { scored, notes } = await scoreRows(job, {
    runtimeFolder: await runtimeFolder(),
    entry,
    threads: 1,
    signal: new AbortController().signal,
  })
  return { label: Array.from(scored.label), values: scored.arms.candidate?.values ?? new Float32Array(), notes }
}

test.each([
  // ONNX's number and name of the element, and the floats that its answers come in
  [1, 'float', Float32Array],
  [11, 'double', Float64Array],
  [10, 'float16', Float32Array],
  [2, 'uint8', Float64Array],
  [3, 'int8', Float64Array],
  [4, 'uint16', Float64Array],
  [5, 'int16', Float64Array],
  [6, 'int32', Float64Array],
  [7, 'int64', Float64Array],
  [12, 'uint32', Float64Array],
  [13, 'uint64', Float64Array],
] as const)('element type %i (%s) goes in and comes out', async (element, _, floats) => {
  const { label, values } = await answersOf(echo('age', element, null))
  expect(values).toBeInstanceOf(floats)
  expect(Array.from(values)).toEqual(label)
})

test('element type 9 (bool) goes in and comes out: 3,846 of the 16,281 are over 50k', async () => {
  const { values } = await answersOf(echo('over_50k', 9, null))
  expect(Array.from(values).filter((value) => value === 1)).toHaveLength(3846)
})

test('a batch dimension of 3 is run in pieces of three rows: 16,281 is 3 times 5,427', async () => {
  const { label, values, notes } = await answersOf(echo('age', 1, 3n), 3 * 1024)
  expect(Array.from(values)).toEqual(label)
  expect(notes).toEqual([expect.stringContaining('fixed at 3, so it was run in pieces of 3 rows')])
})

test.each([
  ['the evaluation batch', 3n, 1024, 'takes exactly 3 rows a call, which does not divide the evaluation batch of 1024 rows'],
  ['the rows', 2n, 1024, "takes exactly 2 rows a call, which does not divide the data's 16281 rows"],
])('a batch dimension that does not divide %s is refused', async (_, rows, batchRows, says) => {
  await expect(answersOf(echo('age', 1, rows), batchRows)).rejects.toMatchObject({
    reasonCode: 'INPUT_NOT_MATCHED',
    message: expect.stringContaining(says),
  })
})
