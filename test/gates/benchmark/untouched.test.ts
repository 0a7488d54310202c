import { type BenchmarkRequest, benchmarkModel } from '../../../src/gates/benchmark/benchmark-model.ts'

test('an unchanged model passes without a word on data that it was not looked at for', async () => {
  const file = { sha256: 'a', reference: 'm.onnx' }
  const files = {
    candidate: file,
    baseline: file,
    data: [
      { reference: 'd', sha256: 'b' },
      { reference: 'd', sha256: 'c' },
    ],
    notes: [],
  }
  const request = { model: { subject: { kind: 'onnx' } }, files, policyUnchanged: true } as unknown as BenchmarkRequest
  const { judgement } = await benchmarkModel(request)
  expect(judgement).toMatchObject({ verdict: 'pass', message: 'The model and the policy are byte for byte those of the baseline.' })
})
