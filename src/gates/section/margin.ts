import { type Margin, type Parsed, parseMargin, parseSliceMargin, type SliceMargin } from '../../judge/margin.ts'
import { type JsonForm, quantity } from './quantity.ts'

const AMOUNT = '(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?'
const pattern = (units: string): JsonForm => ({ type: 'string', pattern: `^${AMOUNT}\\s*(${units})?$` })
const POSITIVE: JsonForm = { type: 'number', minimum: 0 }

/** The larger of both parts. */
const BOTH: JsonForm = {
  type: 'object',
  properties: {
    relative: { type: 'string', pattern: `^${AMOUNT}\\s*%$`, description: "A share of the baseline's value." },
    absolute: { anyOf: [POSITIVE, pattern('[pP][pP]')], description: "In the metric's own unit, or in points." },
  },
  required: ['relative', 'absolute'],
  additionalProperties: false,
}

/** An allowed worsening (design §1). What the metric's range forbids is checked once the metric is known. */
export function margin() {
  const form = { anyOf: [POSITIVE, pattern('%|[pP][pP]'), BOTH] }
  return quantity<Margin>((raw) => parseMargin(raw), form, 'a margin')
}

/** Of slices: `2x` the metric's own margin, or a margin for itself. */
export function sliceMargin() {
  const form = { anyOf: [POSITIVE, pattern('%|[pP][pP]|[xX]'), BOTH] }
  return quantity<SliceMargin>((raw) => parseSliceMargin(raw), form, 'a multiple of the margin such as 2x, or a margin')
}

/** Of distances between distributions: a margin, or what the data themselves suggest. */
export function marginOrAuto() {
  const form = { anyOf: [{ const: 'auto' }, POSITIVE, pattern('%|[pP][pP]'), BOTH] }
  const parse = (raw: unknown): Parsed<Margin | 'auto'> => (raw === 'auto' ? { ok: true, value: 'auto' } : parseMargin(raw))
  return quantity<Margin | 'auto'>(parse, form, 'a margin, or auto')
}
