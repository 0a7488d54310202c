import { setTimeout as sleep } from 'node:timers/promises'
import { EndpointClient } from '../../calls/endpoint-client.ts'
import { medianOf } from '../time-batch.ts'
import { type LoadTarget, type LoadWindow, PATIENCE_MS, WARM_UP_REQUESTS } from './job.ts'
import type { WindowMeasurement } from './measurements.ts'
import { emptyTimes, type RequestTimes, windowMeasurementOf } from './window-log.ts'

export type Driver = { readonly aloneMs: number; drive(window: LoadWindow): Promise<WindowMeasurement> }
type EndpointTarget = Extract<LoadTarget, { kind: 'endpoint' }>

/** More requests on their way than this are a server that is down: more sockets would only bring this machine down too. */
const MOST_IN_FLIGHT = 1_000
/** Timers are exact to a millisecond: the rest is waited for by turning the event loop. */
const TIMER_MS = 2

/**
 * Requests to a served model, each sent at its time however many are still on their way. None is sent twice: a 503 under load is an
 * answer that the user would have got.
 */
export async function openEndpointDriver(
  { label, subject, variables }: EndpointTarget,
  url: string,
  bodies: readonly string[],
): Promise<Driver> {
  const client = new EndpointClient(label, { ...subject, retries: 0 }, variables)
  const alone: number[] = []
  for (let request = 0; request < WARM_UP_REQUESTS; request++) {
    const start = performance.now()
    await client.post(url, 'a request before the load', bodyAt(bodies, request))
    alone.push(performance.now() - start)
  }
  return {
    aloneMs: medianOf(alone),
    drive: (window) => driveEndpoint(window, (request) => client.post(url, 'a request under load', bodyAt(bodies, request))),
  }
}

function bodyAt(bodies: readonly string[], request: number): string {
  return bodies[request % bodies.length] ?? ''
}

/** Sends what `send` sends by the schedule of the window. */
export async function driveEndpoint(window: LoadWindow, send: (request: number) => Promise<unknown>): Promise<WindowMeasurement> {
  const times = emptyTimes(window.arrivals.length, false)
  const running = new Set<Promise<void>>()
  let error: string | null = null
  const start = performance.now()
  for (const [request, offset] of window.arrivals.entries()) {
    await waitUntil(start + offset)
    if (running.size >= MOST_IN_FLIGHT) {
      error ??= `${MOST_IN_FLIGHT} requests were on their way, so that more were not sent`
      continue
    }
    const one = timeRequest(request, start + offset, times, send).catch((cause: unknown) => {
      error ??= cause instanceof Error ? cause.message.slice(0, 1000) : 'an error'
    })
    running.add(one)
    void one.then(() => running.delete(one))
  }
  await Promise.race([Promise.all(running), sleep(PATIENCE_MS, undefined, { ref: false })])
  if (running.size > 0) error ??= `${running.size} requests were not answered within ${PATIENCE_MS / 1000} s after the last was sent`
  return windowMeasurementOf(window, times, error)
}

async function timeRequest(
  request: number,
  meant: number,
  times: RequestTimes,
  send: (request: number) => Promise<unknown>,
): Promise<void> {
  const sent = performance.now()
  times.late[request] = sent - meant
  await send(request)
  const answered = performance.now()
  times.latency[request] = answered - meant
  times.service[request] = answered - sent
}

async function waitUntil(time: number): Promise<void> {
  const rest = time - performance.now() - TIMER_MS
  if (rest > 0) await sleep(rest)
  while (performance.now() < time) await new Promise((resolve) => setImmediate(resolve))
}
