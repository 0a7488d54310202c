import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { InputPlan } from '../onnx/input-plan.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import type { ArmName, EndpointSubject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import type { Arm } from '../worker/arm.ts'
import { type EndpointClient, isAbsent } from './endpoint-client.ts'
import { joinAnswers } from './join-answers.ts'
import {
  addressesOf,
  firstNotFinite,
  type InferAnswer,
  inferRequest,
  readInferAnswer,
  readModelMetadata,
  readServerName,
  type ServedModel,
} from './open-inference.ts'

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
  #version: string | null = null

  constructor(options: OpenInferenceOptions) {
    this.#options = options
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
    const version = this.#version ?? (model?.versions.length === 1 ? model.versions[0] : undefined)
    const which = version === undefined || version === '' ? 'without a version' : `in version ${version}`
    const name = model === null || model.name === '' ? 'a model without metadata' : `the model ${model.name}`
    return [`${client.label}: ${by} served ${name} ${which}; its bytes are not known here.`]
  }

  async close(): Promise<void> {}

  async #ask(batch: Batch, start: number, rows: number): Promise<Answers> {
    const { arm, client, subject, inputs, plan, output } = this.#options
    const first = batch.firstRow + start
    const what = `rows ${first + 1} to ${first + rows}`
    const tensors = batch.tensors[arm] ?? {}
    this.#refuseNotFinite(tensors, start, rows, first)
    const body = inferRequest(inputs, tensors, start, rows, output)
    const json = await client.post(addressesOf(subject.url).infer, what, body)
    const answer = this.#read(json, what)
    this.#watchVersion(answer, what)
    return readAnswers(plan, this.#pick(answer, what), rows, first)
  }

  #read(json: unknown, what: string): InferAnswer {
    try {
      return readInferAnswer(json)
    } catch (cause) {
      throw this.#options.client.notUnderstood(what, cause)
    }
  }

  #pick({ outputs }: InferAnswer, what: string): InferAnswer['outputs'][number] {
    const { client, output } = this.#options
    const [only, ...others] = outputs
    const found = output === null ? (others.length === 0 ? only : undefined) : outputs.find(({ name }) => name === output)
    if (found !== undefined) return found
    const names = outputs.map(({ name }) => JSON.stringify(name)).join(', ')
    throw client.invalid(`the answer to ${what} has the outputs ${names}; name the one with the scores by \`output\``)
  }

  /** Half of the rows from one model and half from the next would be a comparison of neither. */
  #watchVersion({ version }: InferAnswer, what: string): void {
    if (version === null || version === '') return
    if (this.#version !== null && this.#version !== version) {
      throw new MeasurementError(
        'MODEL_CHANGED',
        `${this.#options.client.label} answered ${what} in version ${version}, and the rows before in version ${this.#version}`,
        'Name a version in the address (/v2/models/<name>/versions/<version>), and deploy nothing while it is measured.',
      )
    }
    this.#version = version
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
