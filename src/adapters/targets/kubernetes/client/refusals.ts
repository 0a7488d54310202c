import * as z from 'zod'
import { TargetError } from '../../../../rollout/ports.ts'
import { jsonOrNull } from '../../../json-or-null.ts'
import type { ApiAnswer } from './send.ts'

/** What the API machinery answers when it does not do what was asked. */
const statusBody = z.looseObject({
  kind: z.literal('Status'),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z
    .looseObject({ causes: z.array(z.looseObject({ field: z.string().optional(), message: z.string().optional() })).optional() })
    .optional(),
})
type StatusBody = z.output<typeof statusBody>

const MOST_WORDS = 300

/** @param what "HTTPRoute models/income", for messages */
export function refusalOfRead(answer: ApiAnswer, what: string): TargetError {
  const { status, retryAfterMs } = answer
  const body = statusOf(answer)
  const words = wordsOf(answer, body)
  if (status === 401) return new TargetError('unavailable', `reading ${what}: the API server does not take the credentials (401: ${words})`)
  if (status === 403) return new TargetError('refused', `reading ${what}: not allowed (${words})`)
  if (status === 404) return new TargetError('refused', body === null ? notServed(what) : `there is no ${what}: ${words}`)
  return new TargetError('unavailable', `reading ${what}: ${status}: ${words}`, { retryAfterMs })
}

/**
 * What a failed write means: `conflict`, `refused` and `unavailable` promise that nothing was changed. After a 504 half of the writes had
 * landed when it was tried; a 401 may be the fault of the cluster's own token review.
 */
export function refusalOfWrite(answer: ApiAnswer, what: string): TargetError {
  const { status, retryAfterMs } = answer
  const body = statusOf(answer)
  const words = wordsOf(answer, body)
  const said = `writing ${what}: ${status}: ${words}`
  if (status === 429) return new TargetError('unavailable', said, { retryAfterMs })
  if (status === 401 || status >= 500) return new TargetError('unknown-outcome', said, { retryAfterMs })
  if (status === 409 && body?.reason === 'Conflict') return new TargetError('conflict', said)
  // A patch that does not fit what stands there: somebody else changed it, whatever the server calls it.
  if (status === 422 && (body?.details?.causes ?? []).length === 0) return new TargetError('conflict', said)
  if (status === 404 && body === null) return new TargetError('refused', notServed(what))
  return new TargetError('refused', said)
}

function notServed(what: string): string {
  return `the API server does not know the kind of ${what}: its CRD is not installed, or not in this version`
}

/** Only what says that it is JSON is read as such: 404, 429 and 500 come as plain text or HTML too. */
function statusOf({ contentType, text }: ApiAnswer): StatusBody | null {
  if (!contentType.startsWith('application/json')) return null
  const parsed = statusBody.safeParse(jsonOrNull(text))
  return parsed.success ? parsed.data : null
}

function wordsOf({ text }: ApiAnswer, body: StatusBody | null): string {
  const causes = (body?.details?.causes ?? []).map(({ field, message }) => `${field ?? ''} ${message ?? ''}`.trim())
  const said = body === null ? text : [body.message ?? body.reason ?? '', ...causes].join('; ')
  return said
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_WORDS)
}
