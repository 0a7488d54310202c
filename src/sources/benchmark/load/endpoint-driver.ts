import { setTimeout as sleep } from 'node:timers/promises'
import { EndpointClient } from '../../calls/endpoint-client.ts'
import type { HttpAnswer } from '../../calls/http-client.ts'
import { type LoadTarget, type LoadWindow, PATIENCE_MS } from './job.ts'
import type { WindowMeasurement } from './measurements.ts'
import type { EndpointRequests } from './request-bodies.ts'
import type { WarmUp } from './warm-up.ts'
import { warmUpServer } from './warm-up-server.ts'
import { emptyTimes, type RequestTimes, windowMeasurementOf } from './window-log.ts'

export type Driver = WarmUp & { readonly rows: number; drive(window: LoadWindow): Promise<WindowMeasurement> }
type EndpointTarget = Extract<LoadTarget, { kind: 'endpoint' }>

/** More requests on their way than this are a server that is down: more sockets would only bring this machine down too. */
const MOST_IN_FLIGHT = 1_000
/** Timers are exact to a millisecond: the rest is waited for by turning the event loop. */
const TIMER_MS = 2

/** Characters of answers that are kept to be looked at once the window has ended; what comes beyond them is looked at when it comes. */
const MOST_KEPT = 32 * 2 ** 20

/**
 * Requests to a served model, each sent at its time however many are still on their way. None is sent twice: a 503 under load is an
 * answer that the user would have got.
 */
export async function openEndpointDriver(
  { label, subject, variables }: EndpointTarget,
  requests: EndpointRequests,
  announce: () => void,
): Promise<Driver> {
  const client = new EndpointClient(label, { ...subject, retries: 0 }, variables)
  const { url, bodies } = requests
  const send = (request: number, what: string) => client.send(url, what, bodies[request % bodies.length] ?? '')
  const check = (answer: HttpAnswer, request: number, what: string) => requests.check(client.parse(answer, what), request, what)
  const warm = await warmUpServer({ label, subject, variables }, requests, announce)
  return {
    rows: requests.rows,
    ...warm,
    drive: (window) =>
      driveEndpoint(
        window,
        (request) => send(request, UNDER),
        (answer, request) => check(answer, request, UNDER),
      ),
  }
}

const UNDER = 'a request under load'

/**
 * Sends what `send` sends by the schedule of the window. A fast answer that is none, such as an error that came as 200, is a request
 * that failed; answers are looked at after their time was taken, and most of them after the window.
 *
 * @param check throws where an answer is none
 */
export async function driveEndpoint(
  window: LoadWindow,
  send: (request: number) => Promise<HttpAnswer>,
  check: (answer: HttpAnswer, request: number) => void,
): Promise<WindowMeasurement> {
  const times = emptyTimes(window.arrivals.length, false)
  const running = new Set<Promise<void>>()
  const kept: { readonly answer: HttpAnswer; readonly request: number }[] = []
  let room = MOST_KEPT
  let error: string | null = null
  const fail = (cause: unknown) => {
    error ??= cause instanceof Error ? cause.message.slice(0, 1000) : 'an error'
  }
  const look = (answer: HttpAnswer, request: number) => {
    try {
      check(answer, request)
    } catch (cause) {
      fail(cause)
      times.latency[request] = Number.NaN
      times.service[request] = Number.NaN
    }
  }
  const start = performance.now()
  for (const [request, offset] of window.arrivals.entries()) {
    await waitUntil(start + offset)
    if (running.size >= MOST_IN_FLIGHT) {
      error ??= `${MOST_IN_FLIGHT} requests were on their way, so that more were not sent`
      continue
    }
    const one = timeRequest(request, start + offset, times, send).then((answer) => {
      room -= answer.text.length
      if (room >= 0) kept.push({ answer, request })
      else look(answer, request)
    }, fail)
    running.add(one)
    void one.then(() => running.delete(one))
  }
  await Promise.race([Promise.all(running), sleep(PATIENCE_MS, undefined, { ref: false })])
  if (running.size > 0) error ??= `${running.size} requests were not answered within ${PATIENCE_MS / 1000} s after the last was sent`
  for (const { answer, request } of kept) look(answer, request)
  return windowMeasurementOf(window, times, error)
}

async function timeRequest(
  request: number,
  meant: number,
  times: RequestTimes,
  send: (request: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const sent = performance.now()
  times.late[request] = sent - meant
  const answer = await send(request)
  const answered = performance.now()
  times.latency[request] = answered - meant
  times.service[request] = answered - sent
  return answer
}

async function waitUntil(time: number): Promise<void> {
  const rest = time - performance.now() - TIMER_MS
  if (rest > 0) await sleep(rest)
  while (performance.now() < time) await new Promise((resolve) => setImmediate(resolve))
}
