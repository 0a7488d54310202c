import type { Answers } from '../../metrics/sample.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import type { EndpointSubject } from '../scored-rows.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { answersAsTensor } from './json-answers.ts'
import { takesOneRow, valueAtPath } from './json-template.ts'

/** What was asked for in one request. */
export type AskedRows = {
  /** As messages call it: `rows 1 to 256`. */
  readonly what: string
  readonly rows: number
  /** 0-based. */
  readonly firstRow: number
}

export type JsonReading = { readonly client: EndpointClient; readonly subject: EndpointSubject; readonly plan: OutputPlan }

/** What a JSON endpoint answered, as one answer a row. @throws MeasurementError ANSWER_INVALID, and what reading an output throws */
export function readJsonAnswer(document: unknown, { what, rows, firstRow }: AskedRows, { client, subject, plan }: JsonReading): Answers {
  const found = valueAtPath(document, subject.answers)
  const path = subject.answers === null ? 'the answer' : `\`${subject.answers}\``
  if (found === undefined) throw client.invalid(`the answer to ${what} has nothing at ${path}`)
  const answers: readonly unknown[] = takesOneRow(subject.request) ? [found] : Array.isArray(found) ? found : []
  if (answers.length !== rows) {
    const count = Array.isArray(found) ? `${found.length} answers` : 'no list'
    throw client.invalid(`${path} to ${what} holds ${count}; ${rows} are expected`)
  }
  const place = { label: client.label, output: subject.output ?? null, id: null }
  return readAnswers(plan, answersAsTensor(answers, place, firstRow), rows, firstRow)
}
