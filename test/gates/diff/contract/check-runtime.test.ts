import { checkRuntime } from '../../../../src/gates/diff/contract/check-runtime.ts'
import { contractOf } from '../../../support/contracts.ts'

const baseline = contractOf('numeric-baseline')
const declared = (...versions: string[]) => versions.map((version) => ({ version, source: 'serving.onnxruntime' }))

// Limits of the releases 1.22.1 and 1.30.0 as they answer themselves (models/README.md: opset-24-ir-10, ir-12, opset-99).
test.each([
  [24, 10, '1.22', ['RUNTIME_TOO_OLD opset of ai.onnx undefined']],
  [17, 12, '1.22.1', ['RUNTIME_TOO_OLD IR version undefined']],
  [22, 10, '1.22', []],
  [24, 12, '1.30.0', []],
  [99, 8, '1.30', ['RUNTIME_TOO_OLD opset of ai.onnx undefined']],
  // Between two releases that are known: surely too new for the later one, or unsure.
  [27, 8, '1.25', ['RUNTIME_TOO_OLD opset of ai.onnx undefined']],
  [24, 8, '1.25', ['RUNTIME_TOO_OLD opset of ai.onnx risky']],
])('opset %s and IR %s on onnxruntime %s', (opset, irVersion, version, expected) => {
  const { findings } = checkRuntime({ ...baseline, irVersion, opsets: { 'ai.onnx': opset } }, declared(version))
  expect(findings.map(({ rule, subject, severity }) => `${rule} ${subject} ${severity}`)).toEqual(expected)
})

test('operators that no release registers', () => {
  const fancy = { ...baseline, operators: { 'com.example::Fancy': 1 } }
  expect(checkRuntime(fancy, declared('1.22')).findings).toMatchObject([{ rule: 'RUNTIME_TOO_OLD', subject: 'domain com.example' }])
  // A function of the file's own is spelt out in registered operators.
  expect(checkRuntime({ ...fancy, functionDomains: ['com.example'] }, declared('1.22')).findings).toEqual([])
  expect(checkRuntime({ ...baseline, operators: { 'com.microsoft::FusedMatMul': 1 } }, declared('1.22')).findings).toEqual([])
})

test('nobody said what serves: nothing is checked', () => {
  expect(checkRuntime({ ...baseline, opsets: { 'ai.onnx': 99 } }, [])).toEqual({ findings: [], notes: [] })
})

test('the policy and the lock file of one version are asked once', () => {
  expect(checkRuntime({ ...baseline, opsets: { 'ai.onnx': 99 } }, declared('1.22', '1.22')).findings).toHaveLength(1)
})

test('a runtime that nobody knows is a note, not a pass in silence', () => {
  expect(checkRuntime(baseline, declared('2.0')).notes).toEqual([
    'What onnxruntime 2.0 (serving.onnxruntime) loads is not known: the model was not checked against it.',
  ])
})
