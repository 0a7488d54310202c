import { setTimeout as sleep } from 'node:timers/promises'
import { readAnswer, retryAfterMs } from '../../sources/http/answers.ts'

export type JsonRequest = {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly token: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type JsonAnswer = { readonly status: number; readonly text: string; readonly contentType: string; readonly headers: Headers }

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

async function tryOnce({ url, method = 'GET', body, headers = {}, token, timeoutMs, signal }: JsonRequest): Promise<Try> {
  const host = new URL(url).host
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the token to wherever it points.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await readAnswer(response, (limit) => new NoAnswer(`${host} answered with more than ${limit}`))
    if (response.status < 500 && response.status !== 429) {
      return {
        answer: { status: response.status, text, contentType: response.headers.get('content-type') ?? '', headers: response.headers },
        failure: null,
      }
    }
    const asked = retryAfterMs(response.headers.get('retry-after'), Date.now())
    const said = text.slice(0, 200).replaceAll(/\s+/g, ' ').trim()
    return { answer: null, failure: new NoAnswer(`${host} answered ${response.status}: ${said}`, { retryAfterMs: asked }) }
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof NoAnswer) throw cause
    return { answer: null, failure: new NoAnswer(`${host} ${whyOf(cause, timeoutMs)}`, { cause }) }
  }
}

function whyOf(cause: unknown, timeoutMs: number): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
  return `could not be reached: ${inner}`
}
