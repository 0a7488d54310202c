import { ZodError } from 'zod'
import { MeasurementError } from '../../errors.ts'
import type { EndpointSubject } from '../scored-rows.ts'
import { callHttp, type HttpAnswer, HttpFailure } from './http-client.ts'
import { parseLenientJson, shown } from './json-answers.ts'

/** Asks one served model; every failure becomes an error that names it and holds no header. */
export class EndpointClient {
  readonly label: string
  readonly #subject: EndpointSubject
  readonly #headers: Readonly<Record<string, string>>

  /** @param variables values of what the headers name */
  constructor(label: string, subject: EndpointSubject, variables: Readonly<Record<string, string>>) {
    this.label = label
    this.#subject = subject
    this.#headers = filledHeaders(subject.headers, variables)
  }

  /** @throws MeasurementError ENDPOINT_FAILED, MODEL_TIMED_OUT */
  async get(url: string, what: string): Promise<string> {
    return (await this.#ask(url, what, null)).text
  }

  /** @returns the parsed body @throws MeasurementError ENDPOINT_FAILED, MODEL_TIMED_OUT, ANSWER_INVALID */
  async post(url: string, what: string, body: string): Promise<unknown> {
    return this.parse(await this.send(url, what, body), what)
  }

  /** A post whose answer nobody has looked at yet, for who takes the time of it. @throws MeasurementError ENDPOINT_FAILED, MODEL_TIMED_OUT */
  send(url: string, what: string, body: string): Promise<HttpAnswer> {
    return this.#ask(url, what, body)
  }

  /** @throws MeasurementError ANSWER_INVALID */
  parse({ text, contentType }: HttpAnswer, what: string): unknown {
    try {
      return parseLenientJson(text)
    } catch {
      throw this.invalid(`the answer to ${what} is no JSON (${contentType === '' ? 'no content type' : contentType}): ${shown(text)}`)
    }
  }

  invalid(what: string): MeasurementError {
    return new MeasurementError(
      'ANSWER_INVALID',
      `${this.label}: ${what}`,
      'Send the same request by hand; `call` in the policy says what is sent and where the answers are looked for.',
    )
  }

  /** What a reader of the protocol threw, as an error about the answer. */
  notUnderstood(what: string, cause: unknown): MeasurementError {
    const issue = cause instanceof ZodError ? cause.issues[0] : undefined
    const why = issue === undefined ? String(cause) : `${issue.path.join('.')}: ${issue.message}`
    return this.invalid(`the answer to ${what} is none of the Open Inference Protocol (${shown(why)})`)
  }

  async #ask(url: string, what: string, body: string | null): Promise<HttpAnswer> {
    const { timeoutMs, retries } = this.#subject
    const headers = this.#headers
    let answer: HttpAnswer
    try {
      answer = await callHttp({ url, headers, timeoutMs, retries, ...(body === null ? { method: 'GET' } : { method: 'POST', body }) })
    } catch (cause) {
      if (!(cause instanceof HttpFailure)) throw cause
      throw this.#failed(what, cause)
    }
    if (answer.status >= 200 && answer.status < 300) return answer
    const said = answer.text.trim() === '' ? '' : `: ${shown(answer.text)}`
    throw new MeasurementError('ENDPOINT_FAILED', `${this.label} answered ${answer.status} to ${what}${said}`, remedyFor(answer.status))
  }

  #failed(what: string, cause: HttpFailure): MeasurementError {
    const code = cause.timedOut ? 'MODEL_TIMED_OUT' : 'ENDPOINT_FAILED'
    return new MeasurementError(
      code,
      `${this.label} could not be asked for ${what}: ${shown(cause.message)}`,
      cause.timedOut
        ? 'Raise `call.timeout`, or lower `call.rows-per-request`.'
        : 'Check that the address can be reached from this machine; the serving step must wait until it is ready.',
      { cause },
    )
  }
}

/** A server that has no metadata of a kind answers so; all else is a fault. */
export function isAbsent(cause: unknown): boolean {
  return cause instanceof MeasurementError && cause.reasonCode === 'ENDPOINT_FAILED' && / answered (?:404|405|501) to /.test(cause.message)
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

export function variablesInHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers).flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name = '']) => name))
}

function filledHeaders(headers: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, text.replace(VARIABLE, (_, variable: string) => variables[variable] ?? '')]),
  )
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return 'Give the credentials by `call.headers` and an environment variable of the step.'
  if (status === 404) return 'Check the address: the name of the model and its version.'
  if (status === 429 || status === 503) return 'The server is overloaded: raise `call.retries`, or lower `call.rows-per-request`.'
  if (status >= 300 && status < 400) return 'Redirects are not followed, so that headers reach nobody else: name the final address.'
  return 'Look at the log of the server; mlserver and kserve answer 500 to a wrong input name, shape or type too.'
}
