/** Counts are kept in pieces of time that every window is made of. */
const PIECE_MS = 100

/** The guardrails' queries that are understood: which answers they count. */
const QUERIES = { all: ({ answers }) => answers, 'status >= 500': ({ failures }) => failures }

const NOTHING = { answers: 0, failures: 0 }

/** What the proxy saw of each server, and its half of docs/contracts/telemetry.md. */
export class Counts {
  #pieces = new Map()
  #nowMs
  #beganMs

  /** @param nowMs a clock */
  constructor(nowMs = Date.now) {
    this.#nowMs = nowMs
    this.#beganMs = nowMs()
  }

  /** An answer counts when it ends: whatever is over is then complete, and no window ever changes. */
  add(server, status) {
    const piece = Math.floor(this.#nowMs() / PIECE_MS)
    const counts = this.#pieces.get(piece) ?? new Map()
    const { answers, failures } = counts.get(server) ?? NOTHING
    counts.set(server, { answers: answers + 1, failures: failures + (status >= 500 ? 1 : 0) })
    this.#pieces.set(piece, counts)
  }

  /** Of a server, from one time up to another. */
  between(server, fromMs, toMs) {
    let [answers, failures] = [0, 0]
    for (let piece = Math.floor(fromMs / PIECE_MS); piece < Math.floor(toMs / PIECE_MS); piece++) {
      const counts = this.#pieces.get(piece)?.get(server) ?? NOTHING
      answers += counts.answers
      failures += counts.failures
    }
    return { answers, failures }
  }

  /** @param asked one document of the contract @returns the other one */
  answer({ contract, request, ...asked }) {
    const problem = contract === 1 ? problemOf(asked) : `contract ${contract} is not known`
    if (problem !== null) return { ok: false, kind: 'wrong-query', message: problem }
    if (request === 'preflight') return { ok: true, notes: [] }
    return request === 'history' ? this.#history(asked) : this.#read(asked)
  }

  #history({ windows, windowMs, ...asked }) {
    const firstMs = Math.ceil(this.#beganMs / windowMs) * windowMs
    const fromMs = Math.max(firstMs, Math.floor(this.#nowMs() / windowMs) * windowMs - windows * windowMs)
    return this.#read({ ...asked, windowMs, cursor: { fromMs } })
  }

  /** The windows that closed since the cursor, which is the time that the next one begins at. */
  #read({ guardrails, arms, windowMs, cursor }) {
    const nowMs = this.#nowMs()
    if (cursor === null) return { ok: true, cursor: { fromMs: Math.ceil(nowMs / windowMs) * windowMs }, newestMs: nowMs, windows: [] }
    const windows = []
    let { fromMs } = cursor
    for (; fromMs + windowMs <= nowMs; fromMs += windowMs) windows.push(this.#window(fromMs, fromMs + windowMs, guardrails, arms))
    return { ok: true, cursor: { fromMs }, newestMs: nowMs, windows }
  }

  #window(fromMs, toMs, guardrails, arms) {
    const seen = { stable: this.between(arms.stable, fromMs, toMs), canary: this.between(arms.canary, fromMs, toMs) }
    const byArm = (count) => ({ stable: count(seen.stable), canary: count(seen.canary) })
    const reading = ({ requests, failures }) => ({
      kind: 'rate',
      arms: byArm((counts) => ({ requests: QUERIES[requests](counts), failures: QUERIES[failures](counts) })),
    })
    return {
      fromMs,
      toMs,
      requests: byArm(QUERIES.all),
      readings: Object.fromEntries(guardrails.map((guardrail) => [guardrail.name, reading(guardrail)])),
      events: [],
    }
  }
}

function problemOf({ guardrails, windowMs }) {
  if (windowMs % PIECE_MS !== 0) return `a window of ${windowMs} ms is no multiple of ${PIECE_MS} ms`
  for (const { name, kind, ...queries } of guardrails) {
    const wrong = kind === 'rate' ? Object.values(queries).find((query) => !Object.hasOwn(QUERIES, query)) : kind
    if (wrong !== undefined)
      return `${name}: ${wrong} is not counted here; rates of ${Object.keys(QUERIES)
        .map((query) => `\`${query}\``)
        .join(' and ')} are`
  }
  return null
}
