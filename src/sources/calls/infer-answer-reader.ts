import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { type InferAnswer, readInferAnswer } from './open-inference.ts'
import type { AskedRows } from './read-json-answer.ts'

export type InferReading = {
  readonly client: EndpointClient
  readonly plan: OutputPlan
  /** What is asked for by name; null leaves it to the server, and the only output is taken. */
  readonly output: string | null
}

/** Reads answers of the Open Inference Protocol, all of which must come from one version of the model. */
export class InferAnswerReader {
  readonly #reading: InferReading
  #version: string | null = null

  constructor(reading: InferReading) {
    this.#reading = reading
  }

  /** As the answers so far tell it; null where they do not. */
  get version(): string | null {
    return this.#version
  }

  /** @throws MeasurementError ANSWER_INVALID, MODEL_CHANGED, and what reading an output throws */
  read(json: unknown, { what, rows, firstRow }: AskedRows): Answers {
    const answer = this.#parse(json, what)
    this.#watchVersion(answer, what)
    return readAnswers(this.#reading.plan, this.#pick(answer, what), rows, firstRow)
  }

  #parse(json: unknown, what: string): InferAnswer {
    try {
      return readInferAnswer(json)
    } catch (cause) {
      throw this.#reading.client.notUnderstood(what, cause)
    }
  }

  #pick({ outputs }: InferAnswer, what: string): InferAnswer['outputs'][number] {
    const { client, output } = this.#reading
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
        `${this.#reading.client.label} answered ${what} in version ${version}, and the rows before in version ${this.#version}`,
        'Name a version in the address (/v2/models/<name>/versions/<version>), and deploy nothing while it is measured.',
      )
    }
    this.#version = version
  }
}
