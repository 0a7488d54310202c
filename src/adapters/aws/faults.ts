import { retryAfterMs } from '../../sources/http/answers.ts'

/** What a failed call means to whoever made it. */
export type AwsFault = {
  /** `nobody-knows`: it may have been done. All others promise that it was not. */
  readonly kind: 'throttled' | 'credentials' | 'denied' | 'invalid' | 'interrupted' | 'nobody-knows'
  readonly message: string
  readonly retryAfterMs: number | null
}

const THROTTLED = /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|RequestThrottled)/
const CREDENTIALS =
  /^(ExpiredToken|RequestExpired|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidAccessKeyId|CredentialsProvider|TokenProvider)/
const DENIED = /^(AccessDenied|NotAuthorized|OptInRequired|UnauthorizedOperation)/
/** Nothing was sent. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_TLS|CERT_/

/** @param what was tried, for the message: "DescribeEndpoint" */
export function describeFault(error: unknown, what: string): AwsFault {
  const { name, message, status, retryAfterMs } = factsOf(error)
  const said = `${what}: ${name}: ${message}`
  if (name === 'AbortError') return { kind: 'nobody-knows', message: `${what} was interrupted`, retryAfterMs: null }
  if (THROTTLED.test(name) || status === 429) return { kind: 'throttled', message: said, retryAfterMs }
  if (CREDENTIALS.test(name)) {
    const remedy =
      'Let aws-actions/configure-aws-credentials run in this job, before this step, with a role that is still valid at its end.'
    return { kind: 'credentials', message: `${said.replace(/\.$/, '')}. ${remedy}`, retryAfterMs: null }
  }
  if (DENIED.test(name)) return { kind: 'denied', message: said, retryAfterMs: null }
  if (NOT_SENT.test(`${name} ${message}`))
    return { kind: 'interrupted', message: `${what} could not be sent: ${message}`, retryAfterMs: null }
  // An answer that is no JSON (a proxy's page) has no name of the service's; below 500 it named what is wrong with the request.
  if (status !== null && status >= 400 && status < 500) return { kind: 'invalid', message: said, retryAfterMs: null }
  return { kind: 'nobody-knows', message: status === null ? said : `${said} (HTTP ${status})`, retryAfterMs }
}

type Facts = { readonly name: string; readonly message: string; readonly status: number | null; readonly retryAfterMs: number | null }

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), status: null, retryAfterMs: null }
  const status = numberAt(error, '$metadata', 'httpStatusCode') ?? numberAt(error, '$response', 'statusCode')
  const header = valueAt(error, '$response', 'headers', 'retry-after')
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : ''
  return {
    name: error.name,
    message: `${code}${oneLine(error.message)}`,
    status,
    retryAfterMs: retryAfterMs(typeof header === 'string' ? header : null, Date.now()),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE)
}

const LONGEST_MESSAGE = 400

function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = valueAt(value, ...path)
  return typeof found === 'number' ? found : null
}

/** What lies at the end of a path of properties; undefined where it ends before. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
  return found
}
