import { FORMS, type Order, parseComment } from '../../../src/commands/comment/parse-comment.ts'

test.each<[string, Order]>([
  ['/sluice status', { name: 'status', model: null }],
  ['/sluice status\r\nand more words below', { name: 'status', model: null }],
  ['/sluice   status   income  ', { name: 'status', model: 'income' }],
  ['/sluice\texplain income', { name: 'explain', model: 'income' }],
  ['/sluice promote r1-5000-1', { name: 'promote', request: 'r1-5000-1' }],
  ['/sluice hold', { name: 'hold', model: null, because: null }],
  ['/sluice abort income', { name: 'abort', model: 'income', because: null }],
  ['/sluice resume because the pager is quiet', { name: 'resume', model: null, because: 'the pager is quiet' }],
  ['/sluice rollback income because latency because of GC', { name: 'rollback', model: 'income', because: 'latency because of GC' }],
  [
    '/sluice waive COLUMN_REMOVED fnlwgt until 2027-01-31 because nobody reads it',
    { name: 'waive', rule: 'COLUMN_REMOVED', subject: 'fnlwgt', model: null, until: '2027-01-31', because: 'nobody reads it' },
  ],
  [
    '/sluice waive `COLUMN_REMOVED` "hours per week" for income until 2027-01-31 because it moved until further notice because of law',
    {
      ...{ name: 'waive', rule: 'COLUMN_REMOVED', subject: 'hours per week', model: 'income', until: '2027-01-31' },
      because: 'it moved until further notice because of law',
    },
  ],
])('%j is a command', (body, order) => {
  expect(parseComment(body)).toEqual({ kind: 'order', order })
})

test.each([
  ['nothing', ''],
  ['talk about it', 'We should /sluice hold this'],
  ['a quotation', '> /sluice abort'],
  ['a quotation without a blank', '>/sluice abort'],
  ['a fence', '```\n/sluice abort\n```'],
  ['a code span', '`/sluice abort`'],
  ['indented code', '    /sluice abort'],
  ['one blank before it', ' /sluice abort'],
  ['a later line', 'Hello\n/sluice abort'],
  ['an empty first line', '\n/sluice abort'],
  ['a list', '- /sluice abort'],
  ['an HTML comment', '<!--\n/sluice abort\n-->'],
  ['an HTML comment on the line', '<!-- --> /sluice abort'],
  ['another program of that beginning', '/sluicegate abort'],
  ['a path', '/sluice/abort'],
  ['capital letters', '/SLUICE abort'],
  ['a direction mark before it', '\u202e/sluice abort'],
  ['a byte order mark before it', '\ufeff/sluice abort'],
  ['a NUL before it', '\u0000/sluice abort'],
])('%s does nothing', (_, body) => {
  expect(parseComment(body)).toBeNull()
})

test.each([
  ['a direction override', '/sluice hold income\u202e tropba'],
  ['a zero-width space in the name', '/sluice ab\u200bort'],
  ['a NUL', '/sluice abort\u0000'],
  ['an escape sequence', '/sluice abort \u001b[31m'],
  ['half of a pair', '/sluice abort \ud800'],
  ['an HTML comment', '/sluice hold <!-- income -->'],
  ['a line separator', '/sluice hold\u2028income'],
  ['a lone carriage return', '/sluice hold\rincome'],
])('%s hides what is read: refused', (_, body) => {
  expect(parseComment(body)).toEqual({ kind: 'hidden' })
})

test.each([
  ['/sluice', null],
  ['/sluice help', null],
  ['/sluice statsu', 'status'],
  ['/sluice Status', 'status'],
  ['/sluice abrot', 'abort'],
  ['/sluice roll-back income', 'rollback'],
  ['/sluice promot r1', 'promote'],
  ['/sluice ::error::boom', null],
  ['/sluice ##[set-output name=state]promoted', null],
  ['/sluice @acme/everybody', null],
  ['/sluice __proto__', null],
  ['/sluice constructor', null],
  [`/sluice abort ${'x'.repeat(2_000)}`, null],
  [`/sluice ${'a'.repeat(60_000)}`, null],
])('%.60j is no command; the nearest is %s', (body, nearest) => {
  expect(parseComment(body)).toEqual({ kind: 'unknown', nearest })
})

test.each([
  ['/sluice status income please', 'status'],
  ['/sluice promote', 'promote'],
  ['/sluice promote r1 r2', 'promote'],
  ['/sluice hold income now', 'hold'],
  ['/sluice abort because', 'abort'],
  ['/sluice waive COLUMN_REMOVED fnlwgt', 'waive'],
  ['/sluice waive COLUMN_REMOVED fnlwgt until 2027-01-31', 'waive'],
  ['/sluice waive COLUMN_REMOVED until 2027-01-31 because x', 'waive'],
])('%j lacks its form', (body, name) => {
  expect(parseComment(body)).toEqual({ kind: 'malformed', name })
})

test('the forms that answers show are commands themselves', () => {
  for (const form of Object.values(FORMS)) expect(parseComment(form.replaceAll(/[[\]]/g, ''))?.kind).toBe('order')
})
