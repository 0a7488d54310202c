import { setTimeout as sleep } from 'node:timers/promises'
import { readAnswer, retryAfterMs } from '../http/answers.ts'

/** When the server does not say how long to wait: doubled each time. */
const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 30_000
const MANY_REQUESTS = 429
const UNAVAILABLE = 503

export type HttpCall = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly retries: number
  readonly signal?: AbortSignal
}

export type HttpAnswer = {
  readonly status: number
  /** Without parameters, in lower case. */
  readonly contentType: string
  readonly text: string
}

/** No answer came that can be used: what happened, in words that hold no header. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly timedOut: boolean

  constructor(message: string, timedOut = false) {
    super(message)
    this.timedOut = timedOut
  }
}

/**
 * One request, sent again at most `retries` times when the server asks for patience (429, 503) or the connection breaks: asking
 * a model twice does no harm. Redirects are not followed, so that headers reach nobody else.
 *
 * @throws HttpFailure when no answer comes in time; any status that does come is an answer
 */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await once(call).catch((cause: unknown) => failureOf(cause, call))
    const isLast = attempt >= call.retries
    if (outcome instanceof HttpFailure) {
      if (isLast || outcome.timedOut) throw outcome
      await sleep(delayOf(attempt, null), undefined, waiting(call))
      continue
    }
    if ((outcome.status !== MANY_REQUESTS && outcome.status !== UNAVAILABLE) || isLast) return outcome
    await sleep(delayOf(attempt, outcome.retryAfter), undefined, waiting(call))
  }
}

async function once({ url, method, headers, body, timeoutMs, signal }: HttpCall): Promise<HttpAnswer & { retryAfter: string | null }> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  })
  return {
    status: response.status,
    contentType: (response.headers.get('content-type') ?? '').replace(/;.*$/s, '').trim().toLowerCase(),
    text: await readAnswer(response, (limit) => new HttpFailure(`the answer is larger than ${limit}`, true)),
    retryAfter: response.headers.get('retry-after'),
  }
}

function failureOf(cause: unknown, { timeoutMs, signal }: HttpCall): HttpFailure {
  signal?.throwIfAborted()
  if (cause instanceof HttpFailure) return cause
  if (cause instanceof Error && cause.name === 'TimeoutError') return new HttpFailure(`no answer within ${timeoutMs / 1000} s`, true)
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : null
  return new HttpFailure(code ?? (inner instanceof Error ? inner.message : String(inner)))
}

/** As the server asks, else doubled each time; never longer than somebody would wait. */
export function delayOf(attempt: number, retryAfter: string | null, nowMs = Date.now()): number {
  return Math.min(LONGEST_DELAY_MS, retryAfterMs(retryAfter, nowMs) ?? FIRST_DELAY_MS * 2 ** attempt)
}

function waiting({ signal }: HttpCall): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
