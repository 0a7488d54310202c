import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { InputPlan } from '../onnx/input-plan.ts'
import type { OutputPlan } from '../onnx/read-answers.ts'
import type { ArmName, EndpointSubject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import type { Arm } from '../worker/arm.ts'
import { type EndpointClient, isAbsent } from './endpoint-client.ts'
import { InferAnswerReader } from './infer-answer-reader.ts'
import { joinAnswers } from './join-answers.ts'
import { addressesOf, firstNotFinite, inferRequest, readModelMetadata, readServerName, type ServedModel } from './open-inference.ts'

/** What a server says about itself before it is asked for an answer; of one without metadata nothing is known. */
export type Introduction = { readonly model: ServedModel | null; readonly server: string | null }

/** @throws MeasurementError ENDPOINT_FAILED, MODEL_TIMED_OUT, ANSWER_INVALID */
export async function introduce(client: EndpointClient, url: string): Promise<Introduction> {
  const addresses = addressesOf(url)
  const read = async <T>(address: string, what: string, parse: (text: string) => T): Promise<T | null> => {
    const text = await client.get(address, what).catch((cause: unknown) => {
      if (isAbsent(cause)) return null
      throw cause
    })
    try {
      return text === null ? null : parse(text)
    } catch (cause) {
      throw client.notUnderstood(what, cause)
    }
  }
  return {
    model: await read(addresses.model, 'the metadata of the model', readModelMetadata),
    server: await read(addresses.server, 'the metadata of the server', readServerName),
  }
}

export type OpenInferenceOptions = {
  readonly arm: ArmName
  readonly client: EndpointClient
  readonly subject: EndpointSubject
  readonly introduction: Introduction
  readonly inputs: readonly InputPlan[]
  readonly plan: OutputPlan
  /** What is asked for by name; null leaves it to the server, and the only output is taken. */
  readonly output: string | null
}

export class OpenInferenceArm implements Arm {
  readonly #options: OpenInferenceOptions
  readonly #reader: InferAnswerReader

  constructor(options: OpenInferenceOptions) {
    this.#options = options
    this.#reader = new InferAnswerReader(options)
  }

  async answer(batch: Batch): Promise<Answers> {
    const { rowsPerRequest } = this.#options.subject
    const parts: Answers[] = []
    for (let start = 0; start < batch.rows; start += rowsPerRequest) {
      parts.push(await this.#ask(batch, start, Math.min(rowsPerRequest, batch.rows - start)))
    }
    return joinAnswers(parts)
  }

  conclude(): void {}

  notes(): readonly string[] {
    const { client, introduction } = this.#options
    const { model, server } = introduction
    const by = server === null || server === '' ? 'a server that does not name itself' : server
    const version = this.#reader.version ?? (model?.versions.length === 1 ? model.versions[0] : undefined)
    const which = version === undefined || version === '' ? 'without a version' : `in version ${version}`
    const name = model === null || model.name === '' ? 'a model without metadata' : `the model ${model.name}`
    return [`${client.label}: ${by} served ${name} ${which}; its bytes are not known here.`]
  }

  async close(): Promise<void> {}

  async #ask(batch: Batch, start: number, rows: number): Promise<Answers> {
    const { arm, client, subject, inputs, output } = this.#options
    const first = batch.firstRow + start
    const what = `rows ${first + 1} to ${first + rows}`
    const tensors = batch.tensors[arm] ?? {}
    this.#refuseNotFinite(tensors, start, rows, first)
    const body = inferRequest(inputs, tensors, start, rows, output)
    const json = await client.post(addressesOf(subject.url).infer, what, body)
    return this.#reader.read(json, { what, rows, firstRow: first })
  }

  #refuseNotFinite(tensors: Batch['tensors'][ArmName] & object, start: number, rows: number, first: number): void {
    const { client, inputs } = this.#options
    for (const { tensor } of inputs) {
      const width = tensor.columns.length
      const data = tensors[tensor.name]
      const at = data === undefined ? -1 : firstNotFinite(data, start * width, (start + rows) * width)
      if (at === -1) continue
      const column = JSON.stringify(tensor.columns[at % width] ?? '')
      throw new MeasurementError(
        'DATA_INVALID',
        `${client.label}: column ${column} has no finite number in row ${first - start + Math.floor(at / width) + 1}, and a tensor in JSON cannot say so`,
        'Fill the value in as the serving side does before the model, or serve it by a JSON endpoint that takes null.',
      )
    }
  }
}
