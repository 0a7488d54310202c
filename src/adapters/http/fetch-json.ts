import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultInWords, readBody, retryAfterMs } from '../../sources/http/answers.ts'

export type JsonRequest = {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as a form instead: what is too long for an address. */
  readonly form?: URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
  readonly token: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type JsonAnswer = {
  readonly status: number
  readonly text: string
  readonly contentType: string
  /** In lower case. */
  readonly headers: IncomingMessage['headers']
}

/** No answer that can be used; `retryAfterMs` as the server asked. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly retryAfterMs: number | null

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number | null } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

const ATTEMPTS = 3
const FIRST_DELAY_MS = 500
/** A server that asks for more is asked again by a later tick. */
const LONGEST_DELAY_MS = 5000

/**
 * An answer below 500, whatever it says. Faults of the way and of the server are tried again, with jitter, as often as a tick has time for.
 *
 * @throws NoAnswer
 */
export async function fetchAnswer(request: JsonRequest): Promise<JsonAnswer> {
  for (let attempt = 1; ; attempt++) {
    const { answer, failure } = await tryOnce(request)
    if (answer !== null) return answer
    const delayMs = failure.retryAfterMs ?? FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
    if (attempt === ATTEMPTS || delayMs > LONGEST_DELAY_MS) throw failure
    await sleep(delayMs, undefined, { signal: request.signal })
  }
}

type Try = { readonly answer: JsonAnswer; readonly failure: null } | { readonly answer: null; readonly failure: NoAnswer }

async function tryOnce(request: JsonRequest): Promise<Try> {
  const { url, timeoutMs, signal } = request
  const { host } = new URL(url)
  const failed = (message: string, options: ConstructorParameters<typeof NoAnswer>[1] = {}): Try => ({
    answer: null,
    failure: new NoAnswer(`${host} ${message}`, options),
  })
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await send(request, AbortSignal.any([signal, timeout]))
    const { statusCode: status = 0, headers } = response
    const text = await readBody(response, (limit) => new NoAnswer(`${host} answered with more than ${limit}`))
    // Following would carry the token to wherever it points.
    if (status >= 300 && status < 400)
      return failed(`answered ${status}: it has moved to ${headers.location ?? 'an unknown place'}, which has to be named itself`)
    if (status < 500 && status !== 429)
      return { answer: { status, text, contentType: headers['content-type'] ?? '', headers }, failure: null }
    const asked = retryAfterMs(headers['retry-after'] ?? null, Date.now())
    return failed(`answered ${status}: ${text.slice(0, 200).replaceAll(/\s+/g, ' ').trim()}`, { retryAfterMs: asked })
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof NoAnswer) throw cause
    return failed(timeout.aborted ? `did not answer within ${timeoutMs} ms` : `could not be reached: ${faultInWords(cause)}`, { cause })
  }
}

/** By Node's own client: the first `fetch` of a process takes as long as an empty Node, and a tick asks but a few times. */
function send({ url, method = 'GET', body, form, headers = {}, token }: JsonRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const text = form?.toString() ?? (body === undefined ? undefined : JSON.stringify(body))
  const contentType = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
  const sent = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'sluice',
    ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  }
  return new Promise((answered, failed) => {
    const ask = url.startsWith('https:') ? requestTls : requestPlain
    ask(url, { method, headers: sent, signal }, answered).once('error', failed).end(text)
  })
}
