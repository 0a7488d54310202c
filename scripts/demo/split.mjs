/** The proxy's split of the traffic, and its half of docs/contracts/target.md. Servers are `blue` and `green`; a promotion exchanges their roles. */
export class Split {
  #shareBp = 0
  #leaseUntilMs = null
  #generation = 0
  #swapped = false
  #promoted = null
  #due = 0
  #probe
  #nowMs

  /** @param probe asks a server by its name: `{ identity, ready, why }` @param nowMs a clock */
  constructor(probe, nowMs = Date.now) {
    this.#probe = probe
    this.#nowMs = nowMs
  }

  /** The share that is served now: 0 once the lease has run out. */
  get effectiveBp() {
    return this.#leaseLeftMs() === 0 ? 0 : this.#shareBp
  }

  /** Which server has a role now. */
  serverOf(role) {
    return (role === 'stable') === this.#swapped ? 'green' : 'blue'
  }

  /** Where the next request goes: evenly spread, as a proxy with weights does it. */
  route() {
    this.#due += this.effectiveBp / 10_000
    if (this.#due < 1) return this.serverOf('stable')
    this.#due -= 1
    return this.serverOf('canary')
  }

  /** @param asked one document of the contract @returns the other one */
  async answer({ contract, request, ...asked }) {
    try {
      if (contract !== 1) throw refusal('refused', `contract ${contract} is not known`)
      switch (request) {
        case 'capabilities':
          return { ok: true, lease: true, promotion: 'swap', smallestStepBp: 1, stepBp: 1, compareAndSwap: true }
        case 'read':
          return { ok: true, ...(await this.#read()) }
        case 'apply':
          this.#apply(asked)
          return { ok: true }
        case 'renew-lease':
          this.#renew(asked)
          return { ok: true }
        case 'promote':
          this.#promote(asked)
          return { ok: true }
        default:
          throw refusal('refused', `request ${request} is not known`)
      }
    } catch (error) {
      if (error.kind === undefined) throw error
      return { ok: false, kind: error.kind, message: error.message }
    }
  }

  async #read() {
    const [stable, canary] = await Promise.all([this.#probe(this.serverOf('stable')), this.#probe(this.serverOf('canary'))])
    return {
      shareBp: this.#shareBp,
      effectiveBp: this.effectiveBp,
      generation: String(this.#generation),
      leaseLeftMs: this.#leaseLeftMs(),
      arms: { stable, canary },
      mixed: null,
      restartedAtMs: null,
      swapped: this.#swapped,
    }
  }

  #apply({ shareBp, expectedGeneration, leaseMs }) {
    if (!Number.isInteger(shareBp) || shareBp < 0 || shareBp > 10_000) throw refusal('refused', `${shareBp} is no share`)
    this.#requireGeneration(expectedGeneration)
    this.#shareBp = shareBp
    this.#leaseUntilMs = shareBp === 0 || leaseMs === null ? null : this.#nowMs() + leaseMs
    this.#generation += 1
    this.#due = 0
  }

  #renew({ durationMs }) {
    const leftMs = this.#leaseLeftMs()
    if (leftMs === null || leftMs === 0) throw refusal('refused', 'there is no lease to renew: it ran out')
    this.#leaseUntilMs = this.#nowMs() + durationMs
    this.#generation += 1
  }

  /** The arms exchange their roles; the old model waits at share 0. */
  #promote({ digest, expectedGeneration }) {
    if (this.#promoted === digest) return
    this.#requireGeneration(expectedGeneration)
    this.#swapped = !this.#swapped
    this.#shareBp = 0
    this.#leaseUntilMs = null
    this.#promoted = digest
    this.#generation += 1
  }

  #requireGeneration(expected) {
    if (expected !== null && expected !== String(this.#generation)) throw refusal('conflict', 'somebody changed the split')
  }

  #leaseLeftMs() {
    return this.#leaseUntilMs === null ? null : Math.max(0, this.#leaseUntilMs - this.#nowMs())
  }
}

function refusal(kind, message) {
  return Object.assign(new Error(message), { kind })
}
