import { join, resolve } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { classOrder } from '../../../src/sources/onnx/class-order.ts'
import { parseModel, readModelFile } from '../../../src/sources/onnx/model-file.ts'
import { ListAttributeSchema } from '../../../src/sources/onnx/onnx-proto.ts'
import { planOutputs } from '../../../src/sources/onnx/plan-outputs.ts'
import { positiveColumn } from '../../../src/sources/onnx/positive-column.ts'
import { type PreparedModel, prepareModel } from '../../../src/sources/onnx/prepare-model.ts'
import type { ArmName } from '../../../src/sources/scored-rows.ts'
import { modelBytes } from '../../support/onnx-model.ts'
import { incomeJob, model } from '../../support/scoring-job.ts'

const models = resolve(__dirname, '../../fixtures/models')
const real = (name: string) => readModelFile(join(models, `${name}.onnx`), name).model

function classifier(...labels: string[]) {
  const attribute = create(ListAttributeSchema, { name: 'classlabels_strings', strings: labels.map((label) => Buffer.from(label)) })
  return { graph: { node: [{ opType: 'LinearClassifier', domain: 'ai.onnx.ml', attribute: [toBinary(ListAttributeSchema, attribute)] }] } }
}
const made = (init: Parameters<typeof modelBytes>[0]) => parseModel(modelBytes(init), 'made')

test.each([
  // what                                      model                                                                          ZipMap        order
  [
    'metadata with commas',
    real('digits/baseline'),
    null,
    { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], source: 'metadata' },
  ],
  ['metadata against the usual order', real('income/numeric-classes-swapped'), null, { classes: ['1', '0'], source: 'metadata' }],
  [
    'metadata as JSON, with a comma inside',
    made({ ...classifier('x', 'y'), metadataProps: [{ key: 'classes', value: '["no, never","yes"]' }] }),
    ['a', 'b'],
    { classes: ['no, never', 'yes'], source: 'metadata' },
  ],
  ['a ZipMap before its classifier', made(classifier('x', 'y')), ['no', 'yes'], { classes: ['no', 'yes'], source: 'ZipMap' }],
  ['the only classifier node', made(classifier('no', 'yes')), null, { classes: ['no', 'yes'], source: 'classifier node' }],
  ['nothing', made({ graph: {} }), null, null],
])('%s', (_, proto, zipMap, order) => {
  expect(classOrder(proto, zipMap)).toEqual(order)
})

test.each([
  // classes            positive-label   column
  [['0', '1'], 1, 1],
  [['0', '1'], true, 1],
  [['0', '1'], undefined, 1],
  [['1', '0'], true, 1 - 1],
  [['False', 'True'], true, 1],
  [['no', 'yes'], 'no', 0],
  [['no', 'yes'], 'maybe', null],
  [['no', 'yes'], undefined, null],
  [null, undefined, 1],
  [null, 1, 1],
  [null, false, 0],
  [null, 'yes', null],
] as const)('classes %j, positive-label %j: column %j', (classes, label, column) => {
  expect(positiveColumn(classes, label)).toBe(column)
})

test.each([
  // what                                          baseline              candidate                         column of both   notes
  [
    'a swapped candidate is read like the baseline',
    'numeric-baseline',
    'numeric-classes-swapped',
    1,
    [expect.stringContaining('"1", "0", that of the baseline "0", "1"')],
  ],
  [
    'a swapped baseline sets the order',
    'numeric-classes-swapped',
    'numeric-baseline',
    0,
    [expect.stringContaining('"0", "1", that of the baseline "1", "0"')],
  ],
  ['equal orders need no words', 'numeric-baseline', 'numeric-same', 1, []],
])('%s', (_, baseline, candidate, column, notes) => {
  const arms = new Map<ArmName, PreparedModel>([
    ['baseline', prepared(baseline)],
    ['candidate', prepared(candidate)],
  ])
  const { plans, notes: said } = planOutputs(arms, 'binary-classification', 1)
  expect([...plans.values()].map(({ positiveColumn: each }) => each)).toEqual([column, column])
  expect(said).toEqual(notes)
})

test('alone, a swapped candidate is read by its own order', () => {
  expect(
    planOutputs(new Map([['candidate', prepared('numeric-classes-swapped')]]), 'binary-classification', 1).plans.get('candidate')
      ?.positiveColumn,
  ).toBe(0)
})

function prepared(name: string): PreparedModel {
  const columns = ['age', 'education_num', 'capital_gain', 'capital_loss', 'hours_per_week'].map((column) => ({
    name: column,
    numeric: true,
  }))
  return prepareModel({ label: name, subject: model(`income/${name}`), task: 'binary-classification', data: incomeJob({}).data, columns })
}
