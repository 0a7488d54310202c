import { MeasurementError, UsageError } from '../../src/errors.ts'
import { describeFailure } from '../../src/host/failure.ts'

const FOLDERS = { cwd: '/repo/ml', workspace: '/repo' }
const at = (where: string) => ({ where, found: 'margn', expected: 'a known key', remedy: 'Did you mean margin?' })

test.each([
  // what                                    where                         annotation's position
  ['a flag', '--policy', {}],
  ['a line and column', 'sluice.yml:12:7', { file: 'ml/sluice.yml', line: 12, column: 7 }],
  ['a line', 'sluice.yml:12', { file: 'ml/sluice.yml', line: 12 }],
  ['an absolute path', '/repo/sluice.yml:3:1', { file: 'sluice.yml', line: 3, column: 1 }],
])('a usage error at %s', (_, where, position) => {
  const failure = describeFailure(new UsageError(at(where)), FOLDERS)
  const message = `${where}: margn; expected a known key. Did you mean margin?`
  expect(failure).toEqual({
    exitCode: 2,
    text: message,
    annotations: [{ level: 'error', title: 'Usage', message, ...position }],
    outputs: {},
  })
})

test('a policy with two mistakes tells both, each at its line', () => {
  const failure = describeFailure(new UsageError(at('sluice.yml:1:1'), at('sluice.yml:9:5')), FOLDERS)
  expect(failure.text.split('\n')).toHaveLength(2)
  expect(failure.annotations.map(({ line }) => line)).toEqual([1, 9])
})

test('what could not be measured is an error with its reason, never without a verdict', () => {
  const failure = describeFailure(new MeasurementError('MODEL_CRASHED', 'It died of SIGSEGV.', 'Try the model alone.'), FOLDERS)
  expect(failure).toMatchObject({ exitCode: 5, outputs: { verdict: 'error', 'reason-code': 'MODEL_CRASHED' } })
  expect(failure.text).toBe('could not measure (MODEL_CRASHED): It died of SIGSEGV.\nTry the model alone.')
})

test('anything else is a fault, with its stack, its causes and where to go with them', () => {
  const fault = describeFailure(new TypeError('x is not a function', { cause: new Error('disk gone') }), FOLDERS)
  expect(fault.exitCode).toBe(1)
  expect(fault.text).toMatch(/TypeError: x is not a function\n {4}at [\s\S]*Caused by: disk gone\n.*Please report/)
  expect(describeFailure('just a text', FOLDERS)).toMatchObject({ exitCode: 1, text: expect.stringContaining('just a text') })
})
