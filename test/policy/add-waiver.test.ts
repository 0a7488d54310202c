import { addWaiver } from '../../src/policy/add-waiver.ts'
import { parsePolicy } from '../../src/policy/load.ts'

const WAIVER = { rule: 'COLUMN_REMOVED', subject: 'fnlwgt', reason: 'nobody reads it', by: '@mary', expires: '2027-01-31' }
const LINE = '{ rule: COLUMN_REMOVED, subject: "fnlwgt", reason: "nobody reads it", by: "@mary", expires: 2027-01-31 }'
const OTHER = '{ rule: TYPE_WIDENED, subject: age, reason: r, by: "@a", expires: 2027-03-01 }'
const HEAD = `version: 1   # ours
models:
  income:
    onnx:   models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet,   label: over_50k }
`
const TAIL = '    benchmark: {}   # keep\n'

test.each([
  ['an empty section', '    diff: {} # all defaults\n', `    diff: { waivers: [${LINE}] } # all defaults\n`],
  ['a flow section', '    diff: { drift: { nulls: 2pp } }\n', `    diff: { drift: { nulls: 2pp }, waivers: [${LINE}] }\n`],
  [
    'a block section',
    '    diff:\n      confidence: 99% # why\n\n',
    `    diff:\n      confidence: 99% # why\n      waivers:\n        - ${LINE}\n\n`,
  ],
  ['an empty list', '    diff: { waivers: [] }\n', `    diff: { waivers: [ ${LINE} ] }\n`],
  ['a flow list', `    diff: { waivers: [${OTHER}] }\n`, `    diff: { waivers: [${OTHER}, ${LINE}] }\n`],
  [
    'a block list, with comments',
    `    diff:\n      waivers:\n        # agreed in May\n        - ${OTHER} # until then\n      confidence: 99%\n`,
    `    diff:\n      waivers:\n        # agreed in May\n        - ${OTHER} # until then\n        - ${LINE}\n      confidence: 99%\n`,
  ],
  [
    'a list at its key’s own indent, of block items',
    '    diff:\n      waivers:\n      - rule: TYPE_WIDENED\n        reason: r\n        by: "@a"\n        expires: 2027-03-01\n',
    `    diff:\n      waivers:\n      - rule: TYPE_WIDENED\n        reason: r\n        by: "@a"\n        expires: 2027-03-01\n      - ${LINE}\n`,
  ],
])('%s gets one line, and nothing else changes', (_, before, after) => {
  expect(addWaiver(HEAD + before + TAIL, 'sluice.yml', 'income', WAIVER)).toBe(HEAD + after.replace('[ {', '[ {') + TAIL)
})

test('at the end of a file without a line end, with a byte order mark and with Windows’ line ends', () => {
  const text = `\ufeff${HEAD}    diff:\n      confidence: 99%`.replaceAll('\n', '\r\n')
  expect(addWaiver(text, 'sluice.yml', 'income', WAIVER)).toBe(`${text}\r\n      waivers:\r\n        - ${LINE}\r\n`)
})

test('what `defaults` waives is kept beside it, and other models stay as they are', () => {
  const text = `${HEAD.replace('models:\n', `defaults:\n  diff: { waivers: [${OTHER}] }\nmodels:\n`)}  churn:\n    onnx: c.onnx\n    task: binary-classification\n    data: { evaluation: d.csv, label: y }\n`
  const after = addWaiver(text, 'sluice.yml', 'income', WAIVER) ?? ''
  const { models } = parsePolicy(after, 'sluice.yml')
  expect(models.get('income')?.diff?.waivers.map(({ rule }) => rule)).toEqual(['TYPE_WIDENED', 'COLUMN_REMOVED'])
  expect(models.get('churn')?.diff?.waivers.map(({ rule }) => rule)).toEqual(['TYPE_WIDENED'])
  expect(after).toContain('    diff:\n      waivers:\n        - { rule: TYPE_WIDENED')
})

test.each([
  ['the same', LINE, true],
  ['a longer one', LINE.replace('2027-01-31', '2027-02-01'), true],
  ['one of every subject', LINE.replace(' subject: "fnlwgt",', ''), true],
  ['a shorter one', LINE.replace('2027-01-31', '2027-01-30'), false],
  ['one bound to the bytes of a file', LINE.replace(' }', ', digest: 0123abcd }'), false],
])('%s covers it: %s %s', (_, there, isCovered) => {
  const after = addWaiver(`${HEAD}    diff: { waivers: [${there}] }\n`, 'sluice.yml', 'income', WAIVER)
  expect(after === null).toBe(isCovered)
})

test.each([
  ['an alias', 'defaults:\n  diff: &shared { confidence: 99% }\n', '    diff: *shared\n'],
  ['a list with an alias of another', `defaults:\n  diff: { waivers: &list [${OTHER}] }\n`, '    diff: { waivers: *list }\n'],
])('%s is not touched: the line to add is told', (_, defaults, diff) => {
  const text = HEAD.replace('models:\n', `${defaults}models:\n`) + diff
  expect(() => addWaiver(text, 'sluice.yml', 'income', WAIVER)).toThrow(`Add this line to it by hand: - ${LINE}`)
})

test('a model that judges no differences has nothing to waive', () => {
  expect(() => addWaiver(HEAD + TAIL, 'sluice.yml', 'income', WAIVER)).toThrow('no `diff` for income')
})
