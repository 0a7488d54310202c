import type { World } from '../host/world.ts'
import type { Answer } from '../setup/doctor/token-checks.ts'

export interface GitHubClock {
  /** When GitHub answered last, by its own clock (ms since 1970); null while it has not. */
  answeredAt(): number | null
}

const TIME_LIMIT_MS = 10_000
const MOST_SAID_CHARS = 300

/** Reads of the API, one try each, for a command that only wants to know whether they are allowed. */
export function openReader(token: string | null, { run, signal }: World): GitHubClock & { read(path: string): Promise<Answer> } {
  let answered: number | null = null
  return {
    answeredAt: () => answered,
    async read(path) {
      if (run === null) return { status: null, said: 'there is no run' }
      const headers = { accept: 'application/vnd.github+json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
      try {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)])
        const response = await fetch(`${run.apiUrl}${path}`, { headers, signal: limited, redirect: 'error' })
        const date = Date.parse(response.headers.get('date') ?? '')
        if (Number.isFinite(date)) answered = date
        const said = response.ok ? '' : (await response.text()).slice(0, MOST_SAID_CHARS)
        return { status: response.status, said }
      } catch (error) {
        signal.throwIfAborted()
        return { status: null, said: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}
