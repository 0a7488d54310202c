import { MeasurementError } from '../../../errors.ts'
import { EndpointClient } from '../../calls/endpoint-client.ts'
import type { LoadTarget } from './job.ts'
import type { EndpointRequests } from './request-bodies.ts'
import { type WarmUp, warmUp } from './warm-up.ts'

const BEFORE = 'a request before the load'
/** So many in a row, each asked again, are a server that is not there. */
const MOST_REFUSED = 3

/**
 * Requests before the load, each asked again `call.retries` times: a server that refuses some of them is one whose failures the load
 * counts, and no reason to measure nothing. What was asked again is not timed. An answer that is none ends it: it would be fast.
 *
 * @throws MeasurementError when no request is answered, or one by what is no answer
 */
export async function warmUpServer(
  { label, subject, variables }: Pick<Extract<LoadTarget, { kind: 'endpoint' }>, 'label' | 'subject' | 'variables'>,
  { url, bodies, check }: EndpointRequests,
  announce: () => void,
): Promise<WarmUp> {
  const once = new EndpointClient(label, { ...subject, retries: 0 }, variables)
  const again = new EndpointClient(label, { ...subject, retries: Math.max(0, subject.retries - 1) }, variables)
  let refused: MeasurementError | null = null
  let isAnswered = false
  let inARow = 0
  const ask = async (client: EndpointClient, request: number) => {
    const start = performance.now()
    const answer = await client.send(url, BEFORE, bodies[request % bodies.length] ?? '')
    const ms = performance.now() - start
    check(client.parse(answer, BEFORE), request, BEFORE)
    isAnswered = true
    inARow = 0
    return ms
  }
  const note = (cause: unknown): null => {
    if (!(cause instanceof MeasurementError) || !REFUSALS.includes(cause.reasonCode)) throw cause
    refused = cause
    return null
  }
  const warm = await warmUp(async (request) => {
    announce()
    const ms = await ask(once, request).catch(note)
    if (ms !== null) return ms
    const answered = subject.retries === 0 ? null : await ask(again, request).catch(note)
    if (answered === null && ++inARow >= MOST_REFUSED && !isAnswered) throw remedied(refused)
    return null
  })
  if (warm === null) throw remedied(refused)
  return warm
}

const REFUSALS: readonly string[] = ['ENDPOINT_FAILED', 'MODEL_TIMED_OUT']

/** Under load the rows of a request are those of `load`. */
function remedied(cause: MeasurementError | null): Error {
  if (cause === null) return new Error('no request was answered, and none refused')
  return new MeasurementError(cause.reasonCode, cause.message, cause.remedy.replace('`call.rows-per-request`', '`load.rows-per-request`'), {
    cause,
  })
}
