import { Ajv2020 } from 'ajv/dist/2020.js'
import { UsageError } from '../../src/errors.ts'
import { exitCodeOf, worst } from '../../src/judge/exit-code.ts'
import { REASON_CODES, REASONS, renderReasonCodes } from '../../src/judge/reason-codes.ts'
import { parseVerdict, renderVerdict, renderVerdictJsonSchema } from '../../src/judge/verdict.ts'
import { VERDICTS } from '../report/fixture-verdicts.ts'

/** design §6 to the letter, with its dots filled in: no field of ours beside it. */
const DESIGN = {
  schemaVersion: 1,
  model: 'income',
  gate: 'evaluate',
  verdict: 'fail',
  reasonCode: 'WORSE_THAN_MARGIN',
  run: { id: 0, attempt: 1, job: 'gate', workflow: 'w', event: 'pull_request', headSha: 'a', baseSha: 'b' },
  subject: {
    candidate: { reference: 'a', sha256: 'b', bytes: 0 },
    baseline: { reference: 'a', sha256: 'b', bytes: 0 },
    data: [{ role: 'evaluation', reference: 'a', sha256: 'b', rows: 0 }],
  },
  policy: { path: 'sluice.yml', sha256: 'c', source: 'base+head' },
  checks: [
    {
      id: 'roc_auc',
      slice: null,
      require: 'proof',
      outcome: 'fail',
      blocking: true,
      baseline: 0.912,
      candidate: 0.894,
      difference: -0.018,
      higherIsBetter: true,
      harm: 0.018,
      harmBounds: { lower: 0.015, upper: 0.021, confidence: 0.95, sides: 'one-sided each' },
      margin: 0.005,
      pValue: 1e-9,
      adjustedP: 4e-9,
      n: 16281,
      method: 'delong',
      detectableHarm: 0.0095,
      rowsToDecide: null,
      message: '…',
    },
  ],
  environment: { sluice: '1', node: '24', onnxruntime: '1.30.0', cpu: 'c', features: ['avx512_vnni'] },
  startedAt: '2026-11-23T10:00:00Z',
  finishedAt: '2026-11-23T10:00:41.5Z',
}

const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(JSON.parse(renderVerdictJsonSchema()))

function accepts(document: unknown): { parser: boolean; schema: boolean } {
  let parser = true
  try {
    parseVerdict(JSON.stringify(document), 'x.json')
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    parser = false
  }
  return { parser, schema: validate(JSON.parse(JSON.stringify(document))) }
}

const [CHECK] = DESIGN.checks
const ACCEPTED = { parser: true, schema: true }
const REFUSED = { parser: false, schema: false }

test.each([
  ['the design’s example', DESIGN, ACCEPTED],
  ['an unknown field', { ...DESIGN, later: 1, checks: [{ ...CHECK, later: 1 }] }, ACCEPTED],
  ['outside a runner', { ...DESIGN, run: null }, ACCEPTED],
  ['no baseline', { ...DESIGN, subject: { ...DESIGN.subject, baseline: null } }, ACCEPTED],
  ['no checks', { ...DESIGN, checks: [] }, ACCEPTED],
  ['no version', { ...DESIGN, schemaVersion: undefined }, REFUSED],
  ['a newer version', { ...DESIGN, schemaVersion: 2 }, REFUSED],
  ['an unknown verdict', { ...DESIGN, verdict: 'great' }, REFUSED],
  ['an unknown reason', { ...DESIGN, reasonCode: 'BECAUSE' }, REFUSED],
  ['text for a number', { ...DESIGN, checks: [{ ...CHECK, harm: '0.018' }] }, REFUSED],
  ['half a row', { ...DESIGN, checks: [{ ...CHECK, n: 0.5 }] }, REFUSED],
  ['a p-value of 2', { ...DESIGN, checks: [{ ...CHECK, pValue: 2 }] }, REFUSED],
  ['a book for a name', { ...DESIGN, model: 'x'.repeat(5_000) }, REFUSED],
  ['a list', [DESIGN], REFUSED],
  ['null', null, REFUSED],
])('%s', (_, document, expected) => {
  expect(accepts(document)).toEqual(expected)
})

test.each(Object.entries(VERDICTS))('what the judge makes of "%s" is read back the same and fits the JSON Schema', (_, verdicts) => {
  for (const verdict of verdicts) {
    const text = renderVerdict(verdict)
    expect(parseVerdict(text, 'x.json')).toEqual(verdict)
    expect(validate(JSON.parse(text))).toBe(true)
  }
})

test.each([
  [
    'a newer format',
    JSON.stringify({ ...DESIGN, schemaVersion: 2 }),
    'x.json: schemaVersion: format 2; expected format 1. The verdict was written by a newer Sluice: use the same version in both jobs.',
  ],
  ['a wrong field, by its path', JSON.stringify({ ...DESIGN, checks: [{ ...CHECK, harm: 'much' }] }), 'x.json: checks.0.harm: '],
  ['no JSON', '{', 'x.json: '],
])('%s is said plainly', (_, text, message) => {
  expect(() => parseVerdict(text, 'x.json')).toThrow(UsageError)
  expect(() => parseVerdict(text, 'x.json')).toThrow(message)
})

test.each([
  ['nothing judged', [], 'error', 5],
  ['pass', ['pass'], 'pass', 0],
  ['warn', ['pass', 'warn'], 'warn', 0],
  ['inconclusive', ['inconclusive', 'warn'], 'inconclusive', 4],
  ['fail before inconclusive', ['fail', 'inconclusive'], 'fail', 3],
  ['error before fail', ['pass', 'error', 'fail'], 'error', 5],
] as const)('%s', (_, words, word, code) => {
  const verdicts = words.map((verdict) => ({ verdict }))
  expect([worst(verdicts), exitCodeOf(verdicts)]).toEqual([word, code])
})

test('every reason code has a meaning and a remedy, and a row in the docs', () => {
  const docs = renderReasonCodes()
  for (const code of REASON_CODES) {
    expect(REASONS[code].meaning).toMatch(/\.$/)
    expect(REASONS[code].remedy).toMatch(/[.!]$/)
    expect(docs).toContain(`| \`${code}\` | `)
  }
})
