import { Agent, request } from 'node:http'

export type Answer = { readonly atMs: number; readonly status: number; readonly servedBy: string | null }

export type Load = {
  /** What clients saw, in order: the truth that telemetry is held against. Status 0 is a connection without an answer. */
  readonly answers: readonly Answer[]
  /** No new requests; resolves when the last one has ended. */
  stop(): Promise<void>
  /** Resolves when all of its time has passed and the last answer came. */
  done(): Promise<void>
}

export type LoadOptions = { readonly port: number; readonly perSecond: number; readonly forMs: number; readonly path?: string }

const TICK_MS = 20
const TIME_LIMIT_MS = 10_000

/** Requests at an even rate over kept connections; it ends by itself after `forMs`. */
export function startLoad({ port, perSecond, forMs, path = '/predict' }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const answers: Answer[] = []
  const open = new Set<Promise<void>>()
  const began = performance.now()
  let sent = 0
  let finish = () => {}
  const sentAll = new Promise<void>((resolve) => {
    finish = resolve
  })
  const timer = setInterval(() => {
    const passed = Math.min(performance.now() - began, forMs)
    for (; sent < Math.floor((passed * perSecond) / 1000); sent++) {
      const asked = ask({ port, path, agent }).then((answer) => void answers.push(answer))
      open.add(asked)
      void asked.finally(() => open.delete(asked))
    }
    if (passed === forMs) stopSending()
  }, TICK_MS)
  const stopSending = () => {
    clearInterval(timer)
    finish()
  }
  const done = async () => {
    await sentAll
    await Promise.all(open)
    agent.destroy()
  }
  return {
    answers,
    done,
    stop() {
      stopSending()
      return done()
    },
  }
}

type Target = { readonly port: number; readonly path: string; readonly agent: Agent }

function ask({ port, path, agent }: Target): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (status: number, servedBy: string | null) => resolve({ atMs: Date.now(), status, servedBy })
    const asking = request({ host: '127.0.0.1', port, path, agent, timeout: TIME_LIMIT_MS }, (response) => {
      const { 'x-served-by': servedBy } = response.headers
      response.resume()
      response.once('end', () => end(response.statusCode ?? 0, typeof servedBy === 'string' ? servedBy : null))
      response.once('error', () => end(0, null))
    })
    asking.once('timeout', () => asking.destroy())
    asking.once('error', () => end(0, null))
    asking.end()
  })
}

/** Share of the answers since `fromMs` that a server gave. */
export function servedShare(answers: readonly Answer[], server: string, fromMs = 0): number {
  const recent = answers.filter(({ atMs }) => atMs >= fromMs)
  return recent.filter(({ servedBy }) => servedBy === server).length / Math.max(1, recent.length)
}
