import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT_CODES } from '../../src/host/exit-codes.ts'
import { exitCodeOf } from '../../src/judge/exit-code.ts'

const ROOT = join(__dirname, '..', '..')

test('the exit codes are the six of the design, in the words of every README of an action', () => {
  expect(Object.keys(EXIT_CODES)).toEqual(['0', '1', '2', '3', '4', '5'])
  const readme = readFileSync(join(ROOT, 'actions', 'evaluate', 'README.md'), 'utf8')
  for (const [code, meaning] of Object.entries(EXIT_CODES)) expect(readme).toMatch(new RegExp(`\\| ${code} +\\| ${meaning} +\\|`))
})

test.each([
  ['pass', 0],
  ['warn', 0],
  ['inconclusive', 4],
  ['fail', 3],
  ['error', 5],
] as const)('a verdict %s exits with %d', (verdict, code) => {
  expect(exitCodeOf([{ verdict: 'pass' }, { verdict }])).toBe(code)
})

test('no verdict at all is an error, never a pass', () => {
  expect(exitCodeOf([])).toBe(5)
})
