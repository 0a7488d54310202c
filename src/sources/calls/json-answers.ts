import { MeasurementError } from '../../errors.ts'
import type { OutputTensor } from '../onnx/float-values.ts'

/** Of one answer shown in a message. */
const MAX_SHOWN_CHARS = 200

/** Where an answer came from, for messages. */
export type AnswerPlace = {
  /** As in `candidate (python serve.py)`. */
  readonly label: string
  /** The policy's `output`: the key that holds the answer. */
  readonly output: string | null
  /** A key that repeats the row's own (`data.id`), and is none of the answer. */
  readonly id: string | null
}

/**
 * JSON values, one a row, as a tensor: a number a row, or a list of them. Null stands for a number that JSON cannot write, and
 * becomes NaN.
 *
 * @param firstRow 0-based
 * @throws MeasurementError ANSWER_INVALID naming the first row that is none
 */
export function answersAsTensor(answers: readonly unknown[], place: AnswerPlace, firstRow: number): OutputTensor {
  let width = 0
  let data = new Float64Array(0)
  for (const [index, answer] of answers.entries()) {
    const row = firstRow + index + 1
    const numbers = numbersOf(answer, place, row)
    if (index === 0) {
      width = numbers.length
      data = new Float64Array(answers.length * width)
    }
    if (numbers.length !== width || width === 0)
      throw invalid(place, row, `has ${numbers.length} numbers where the rows before have ${width}`, answer)
    data.set(numbers, index * width)
  }
  return { type: 'float64', dims: [answers.length, width], data }
}

function numbersOf(answer: unknown, place: AnswerPlace, row: number): readonly number[] {
  const value = isObject(answer) ? pick(answer, place, row) : answer
  const list: readonly unknown[] = Array.isArray(value) ? value.flat(8) : [value]
  return list.map((item) => {
    if (item === null) return Number.NaN
    if (typeof item !== 'number') throw invalid(place, row, 'holds something else than numbers', answer)
    return item
  })
}

/** The named key, else the only one that holds numbers. */
function pick(answer: Readonly<Record<string, unknown>>, place: AnswerPlace, row: number): unknown {
  if (place.output !== null) {
    if (Object.hasOwn(answer, place.output)) return answer[place.output]
    throw invalid(place, row, `has no key ${JSON.stringify(place.output)}`, answer)
  }
  const numeric = Object.entries(answer).filter(([name, value]) => name !== place.id && isNumeric(value))
  const [only] = numeric
  if (only !== undefined && numeric.length === 1) return only[1]
  throw invalid(place, row, `has ${numeric.length} keys that could be the answer; name it by \`output\``, answer)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNumeric(value: unknown): boolean {
  return value === null || typeof value === 'number' || (Array.isArray(value) && value.every(isNumeric))
}

/** Python writes NaN and Infinity, which are no JSON; what they mean is plain, so they are read as null. @throws SyntaxError */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw cause
    return JSON.parse(text.replace(STRING_OR_NOT_FINITE, (found) => (found.startsWith('"') ? found : 'null')))
  }
}

/** Strings first, so that a "NaN" inside of one stays. */
const STRING_OR_NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

function invalid({ label }: AnswerPlace, row: number, why: string, answer: unknown): MeasurementError {
  return new MeasurementError(
    'ANSWER_INVALID',
    `${label}: the answer to row ${row} ${why}: ${shown(JSON.stringify(answer) ?? 'nothing')}`,
    'Answer each row with a number, a list of numbers, or an object that holds one of them under the key that `output` names.',
  )
}

/** A stranger's text in a message: short, on one line. */
export function shown(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line
}
