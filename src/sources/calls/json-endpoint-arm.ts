import type { Answers } from '../../metrics/sample.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import type { ArmName, EndpointSubject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import type { Arm } from '../worker/arm.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { joinAnswers } from './join-answers.ts'
import { type AnswerPlace, answersAsTensor } from './json-answers.ts'
import { fillTemplate, takesOneRow, valueAtPath } from './json-template.ts'

export type JsonEndpointOptions = {
  readonly arm: ArmName
  readonly client: EndpointClient
  readonly subject: EndpointSubject
  readonly plan: OutputPlan
}

/** A served model that takes JSON of the policy's making. Nothing is known of it but its address. */
export class JsonEndpointArm implements Arm {
  readonly #options: JsonEndpointOptions
  readonly #place: AnswerPlace

  constructor(options: JsonEndpointOptions) {
    this.#options = options
    this.#place = { label: options.client.label, output: options.subject.output ?? null, id: null }
  }

  async answer(batch: Batch): Promise<Answers> {
    const { arm, subject } = this.#options
    const rows = batch.json[arm]
    if (rows === undefined) throw new Error('the reader made no rows')
    const size = takesOneRow(subject.request) ? 1 : subject.rowsPerRequest
    const parts: Answers[] = []
    for (let start = 0; start < rows.length; start += size) {
      parts.push(await this.#ask(rows.slice(start, start + size), batch.firstRow + start))
    }
    return joinAnswers(parts)
  }

  conclude(): void {}

  notes(): readonly string[] {
    return [`${this.#options.client.label}: which model answers there is not known here.`]
  }

  async close(): Promise<void> {}

  async #ask(rows: readonly string[], firstRow: number): Promise<Answers> {
    const { client, subject, plan } = this.#options
    const what = rows.length === 1 ? `row ${firstRow + 1}` : `rows ${firstRow + 1} to ${firstRow + rows.length}`
    const document = await client.post(subject.url, what, fillTemplate(subject.request, rows))
    const found = valueAtPath(document, subject.answers)
    const path = subject.answers === null ? 'the answer' : `\`${subject.answers}\``
    if (found === undefined) throw client.invalid(`the answer to ${what} has nothing at ${path}`)
    const answers: readonly unknown[] = takesOneRow(subject.request) ? [found] : Array.isArray(found) ? found : []
    if (answers.length !== rows.length) {
      const count = Array.isArray(found) ? `${found.length} answers` : 'no list'
      throw client.invalid(`${path} to ${what} holds ${count}; ${rows.length} are expected`)
    }
    return readAnswers(plan, answersAsTensor(answers, this.#place, firstRow), rows.length, firstRow)
  }
}
