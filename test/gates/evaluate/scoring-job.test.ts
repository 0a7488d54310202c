import type { EvaluatedModel } from '../../../src/gates/evaluate/evaluated-model.ts'
import { evaluateSection } from '../../../src/gates/evaluate/policy.ts'
import { scoringJob } from '../../../src/gates/evaluate/scoring-job.ts'
import type { ResolvedFile } from '../../../src/sources/scored-rows.ts'

const file = (path: string): ResolvedFile => ({ reference: path, path, sha256: path, bytes: 1 })
const onnx = (inputs: Record<string, readonly string[]>, output: string | null) =>
  ({ kind: 'onnx', reference: 'm.onnx', inputs, output, activation: null }) as const

const model: EvaluatedModel = {
  name: 'm',
  task: 'binary-classification',
  subject: onnx({ features: ['age', 'hours'] }, 'scores'),
  positiveLabel: true,
  data: { evaluation: ['d.parquet'], label: 'y', id: null, group: 'household', weight: null, query: null },
}
const evaluate = evaluateSection.parse({ metrics: { roc_auc: { margin: 0.005 } }, 'batch-size': 7 })
const data = { files: [file('d.parquet')], reference: 'd.parquet', sha256: 'd', format: 'parquet' } as const

test('a pull request that renames inputs and output still loads the baseline by its own names', () => {
  const baselineSubject = onnx({ x: ['age', 'hours_per_week'] }, 'probabilities')
  const files = { candidate: file('new.onnx'), baseline: file('old.onnx'), baselineSubject, anchor: null, notes: [] }
  expect(scoringJob(model, evaluate, files, data)).toMatchObject({
    arms: {
      baseline: { file: { path: 'old.onnx' }, inputs: { x: ['age', 'hours_per_week'] }, output: 'probabilities' },
      candidate: { file: { path: 'new.onnx' }, inputs: { features: ['age', 'hours'] }, output: 'scores' },
    },
    data: { label: 'y', group: 'household', files: [{ path: 'd.parquet' }] },
    limits: { batchRows: 7 },
    positiveLabel: true,
  })
})

test('what is not given is not asked for: no arm without a model, no column without a name', () => {
  const files = { candidate: file('new.onnx'), baseline: null, baselineSubject: model.subject, anchor: null, notes: [] }
  const job = scoringJob(model, evaluate, files, data)
  expect(Object.keys(job.arms)).toEqual(['candidate'])
  expect(Object.keys(job.data).sort()).toEqual(['files', 'format', 'group', 'label', 'slices'])
})
