import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { faultInWords, readBody, retryAfterMs } from '../../../../sources/http/answers.ts'
import type { Connection, Credential } from './connection.ts'

export type ApiRequest = {
  readonly method: 'GET' | 'PATCH'
  /** From the root of the API, with its query. */
  readonly path: string
  readonly contentType?: string
  readonly body?: string
}

export type ApiAnswer = {
  readonly status: number
  readonly contentType: string
  readonly text: string
  /** By the server's own clock, in whole seconds; ours where it does not say. */
  readonly nowMs: number
  readonly retryAfterMs: number | null
}

/** No answer: whether the server saw the request is another question, which `sent` answers. */
export class NoApiAnswer extends Error {
  override readonly name = 'NoApiAnswer'
  /** Some of it may have arrived. */
  readonly sent: boolean

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause })
    this.sent = sent
  }
}

/** Objects of Kubernetes are at most 1.5 MB (etcd's limit); a stream without end must not fill the memory. */
const MOST_BYTES = 8 * 2 ** 20
/** Shorter than any server or load balancer keeps one: a connection that was dropped meanwhile would make a write's outcome unknown. */
const IDLE_MS = 4000

const tooLarge = (limit: string) => new Error(`answered with more than ${limit}`)

export type Sender = (request: ApiRequest, credential: Credential) => Promise<ApiAnswer>

/** Nothing but the time limit ends a request: a job that is cancelled must still be able to take the traffic back. */
export function openSender(connection: Connection, timeoutMs: number): Sender {
  const isTls = connection.server.protocol === 'https:'
  const agent = new (isTls ? HttpsAgent : HttpAgent)({ keepAlive: true, timeout: IDLE_MS })
  return (request, credential) =>
    new Promise((resolve, reject) => {
      let isConnected = false
      const { method, path, contentType, body } = request
      const url = new URL(`${connection.server.pathname.replace(/\/$/, '')}${path}`, connection.server)
      const headers = {
        accept: 'application/json',
        'user-agent': 'sluice',
        ...(credential.token === null ? {} : { authorization: `Bearer ${credential.token}` }),
        ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
      }
      const fail = (cause: unknown) => {
        reject(new NoApiAnswer(`${url.host} ${whyOf(cause, timeoutMs)}`, isConnected, cause))
      }
      const asked = (isTls ? httpsRequest : httpRequest)(
        url,
        { method, headers, agent, signal: AbortSignal.timeout(timeoutMs), ...(isTls ? tlsOf(connection, credential) : {}) },
        (response) => {
          readBody(response, tooLarge, MOST_BYTES).then((text) => resolve(answerOf(response, text)), fail)
        },
      )
      asked.once('socket', (socket) => {
        const markConnected = () => {
          isConnected = true
        }
        if (asked.reusedSocket) markConnected()
        else socket.once(isTls ? 'secureConnect' : 'connect', markConnected)
      })
      asked.once('error', fail)
      asked.end(body)
    })
}

function tlsOf({ ca, insecure, serverName }: Connection, { certificate, key }: Credential): object {
  return {
    ...(ca === null ? {} : { ca }),
    ...(certificate === null ? {} : { cert: certificate, key }),
    ...(serverName === null ? {} : { servername: serverName }),
    rejectUnauthorized: !insecure,
  }
}

function answerOf(response: IncomingMessage, text: string): ApiAnswer {
  const date = Date.parse(response.headers.date ?? '')
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    text,
    nowMs: Number.isNaN(date) ? Date.now() : date,
    retryAfterMs: retryAfterMs(response.headers['retry-after'] ?? null, Date.now()),
  }
}

function whyOf(cause: unknown, timeoutMs: number): string {
  const isLate = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'
  if (isLate(cause) || (cause instanceof Error && isLate(cause.cause))) return `did not answer within ${timeoutMs} ms`
  return `could not be asked: ${faultInWords(cause)}`
}
