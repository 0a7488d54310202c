import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillMarkers } from '../../src/host/action-tables.ts'
import { REASONS, renderReasonCodes } from '../../src/judge/reason-codes.ts'
import { renderVerdictJsonSchema } from '../../src/judge/verdict.ts'
import { renderPassportJsonSchema } from '../../src/rollout/passport/schema.ts'
import { renderOperations } from '../../src/rollout/render-operations.ts'

const ROOT = join(__dirname, '..', '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

test.each([
  ['docs/reason-codes.md', renderReasonCodes],
  ['docs/verdict.schema.json', renderVerdictJsonSchema],
  ['docs/passport.schema.json', renderPassportJsonSchema],
])('%s says what the program says', (path, render) => {
  expect(read(path)).toBe(render())
})

test('docs/operations.md has the table of states and transitions as the program has it', () => {
  const text = read('docs/operations.md')
  expect(fillMarkers(text, renderOperations())).toBe(text)
  for (const table of Object.values(renderOperations())) expect(text).toContain(table)
})

test('every reason that an error gives is in the closed list', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const given = sources.flatMap((path) =>
    [...read(join('src', path)).matchAll(/new MeasurementError\(\s*'(\w+)'/g)].map(([, code]) => code),
  )
  expect(given.length).toBeGreaterThan(10)
  expect([...new Set(given)].filter((code) => !(code in REASONS))).toEqual([])
})
