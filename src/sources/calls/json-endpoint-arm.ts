import type { Answers } from '../../metrics/sample.ts'
import type { OutputPlan } from '../onnx/read-answers.ts'
import type { ArmName, EndpointSubject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import type { Arm } from '../worker/arm.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { joinAnswers } from './join-answers.ts'
import { fillTemplate, takesOneRow } from './json-template.ts'
import { type AskedRows, readJsonAnswer } from './read-json-answer.ts'

export type JsonEndpointOptions = {
  readonly arm: ArmName
  readonly client: EndpointClient
  readonly subject: EndpointSubject
  readonly plan: OutputPlan
}

/** A served model that takes JSON of the policy's making. Nothing is known of it but its address. */
export class JsonEndpointArm implements Arm {
  readonly #options: JsonEndpointOptions

  constructor(options: JsonEndpointOptions) {
    this.#options = options
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
    const { client, subject } = this.#options
    const what = rows.length === 1 ? `row ${firstRow + 1}` : `rows ${firstRow + 1} to ${firstRow + rows.length}`
    const asked: AskedRows = { what, rows: rows.length, firstRow }
    return readJsonAnswer(await client.post(subject.url, what, fillTemplate(subject.request, rows)), asked, this.#options)
  }
}
