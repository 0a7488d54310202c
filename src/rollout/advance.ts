import { sealEntries } from './chain.ts'
import type { Action, Observations, Step } from './entry.ts'
import { type History, isOpen, NO_HISTORY } from './fold.ts'
import { observe, readApproval, type Seen } from './observe.ts'
import {
  type Approvals,
  type Clock,
  type DeploymentTarget,
  type Identity,
  type Journal,
  JournalError,
  TargetError,
  type Telemetry,
} from './ports.ts'
import { readHistory } from './read-history.ts'
import { type ClosedRequest, phaseOf, type Rollout } from './rollout.ts'
import type { Asks } from './settings.ts'
import { requestBehind } from './tick/approval.ts'
import { decide } from './tick/decide.ts'
import type { Decision } from './tick/decision.ts'
import { isToZero } from './tick/lower.ts'

/** Everything outside that a tick touches. */
export type Ports = {
  readonly journal: Journal
  readonly target: DeploymentTarget
  readonly telemetry: Telemetry
  /** null: the target tells. */
  readonly identity: Identity | null
  /** null: nobody can be asked. */
  readonly approvals: Approvals | null
  readonly clock: Clock
}

export type TickContext = {
  /** Who ticks, for the journal: a run of GitHub, or a person at a machine. */
  readonly by: string
  readonly policySha256: string
  /** Who must be asked, by the policy as it stands now; left out: nothing is raised, or the caller made the journal. */
  readonly asks?: Asks
  /** A job keeps watching after this tick. */
  readonly attended: boolean
  readonly signal: AbortSignal
  /** Tells people what happens, as it happens. */
  onStep(step: Step): void
}

export type TickResult = {
  readonly history: History
  /** What this tick wrote, in order. */
  readonly steps: readonly Step[]
  /** What could not be done, in words; the next tick tries again. */
  readonly problems: readonly string[]
}

/** One look leads to the next (a write to its read-back) until nothing is left to do; no tick needs more rounds than this. */
const MOST_ROUNDS = 12
const MOST_CONFLICTS = 5
const MAX_FAULT = 500

/**
 * One tick: reads the journal, looks, and does what is decided: intent written, acted, read back, confirmed. It may be killed anywhere and
 * run twice at once: the next one finds in the journal and in what stands all that it needs.
 *
 * @throws JournalError when the journal cannot be read: then nothing is known, and nothing done
 */
export async function tick(ports: Ports, context: TickContext): Promise<TickResult> {
  return new Tick(ports, context).run()
}

class Tick {
  readonly #ports: Ports
  readonly #context: TickContext
  readonly #steps: Step[] = []
  readonly #problems: string[] = []
  #lines: readonly string[] = []
  #head: string | null = null
  #history: History = NO_HISTORY
  #conflicts = 0
  /** What the telemetry said, until an entry has it. */
  #telemetry: Observations['telemetry'] = null
  #isFresh = false
  /** Somebody took a yes back between intent and write: what follows from a no is done at once. */
  #isRefused = false
  /** Requests that have ended and were not yet told of, by id. */
  readonly #ended = new Map<string, ClosedRequest>()

  constructor(ports: Ports, context: TickContext) {
    this.#ports = ports
    this.#context = context
  }

  async run(): Promise<TickResult> {
    await this.#readJournal()
    let seen: Seen | null = null
    for (let round = 0; round < MOST_ROUNDS && !this.#context.signal.aborted; round++) {
      const rollout = this.#history.current
      if (!isOpen(rollout)) break
      seen = await observe(rollout, this.#ports, this.#context, round === 0 ? 'ask' : this.#telemetry)
      this.#telemetry = seen.observations.telemetry
      this.#isFresh ||= seen.isFresh
      if (!(await this.#round(rollout, seen))) break
    }
    this.#tellPending(seen)
    await this.#tellEnded()
    await this.#renewLease(seen)
    return { history: this.#history, steps: this.#steps, problems: this.#problems }
  }

  /** Why nobody's answer counts yet; the journal takes it only where somebody gave one. */
  #tellPending(seen: Seen | null): void {
    const approval = seen?.observations.approval
    const request = this.#history.current?.request
    if (request === null || request === undefined || approval?.kind !== 'pending' || approval.why === '') return
    this.#problems.push(`The request ${request.id} waits: ${approval.why}`)
  }

  /** Where somebody was asked they learn that their answer counts no longer; a mirror, which nothing waits for. */
  async #tellEnded(): Promise<void> {
    for (const { id, request, outcome, by, why } of this.#ended.values())
      await this.#ports.approvals
        ?.tellEnd?.(request, { outcome, by, why })
        .catch((error: unknown) => this.#problems.push(`The end of the request ${id} is not shown where it was asked: ${String(error)}`))
  }

  /** @returns whether another look may lead on */
  async #round(rollout: Rollout, seen: Seen): Promise<boolean> {
    const nowMs = this.#ports.clock.nowMs()
    const { observations, decision } = this.#decide(rollout, seen, nowMs)
    const { step, action } = decision
    if (step === null && action === null) return false
    if (step !== null && !(await this.#write(rollout, observations, step, nowMs))) return this.#conflicts < MOST_CONFLICTS
    if (action === null) return true
    if (step === null && !(await this.#isStillOurs(action))) return true
    return this.#act(action, observations)
  }

  /**
   * What was begun is done again without a new entry, so nothing but this look says whether somebody else has taken it back since: what was
   * read of the target is older, and a write over it is a conflict. Going back asks nobody.
   */
  async #isStillOurs(action: Action): Promise<boolean> {
    if (isToZero(action) || this.#history.current?.state === 'rolling-back') return true
    const head = this.#head
    await this.#readJournal()
    return this.#head === head
  }

  /** Windows that the judge cannot bear are not evaluable: never a pass, and nothing that keeps the share or the lease alive. */
  #decide(rollout: Rollout, { observations }: Seen, nowMs: number): { observations: Observations; decision: Decision } {
    try {
      return { observations, decision: decide(rollout, observations, nowMs) }
    } catch (error) {
      if (this.#telemetry === null || 'why' in this.#telemetry) throw error
      this.#isFresh = false
      this.#telemetry = { why: `the windows cannot be judged (${String(error).slice(0, MAX_FAULT)})` }
      this.#problems.push(this.#telemetry.why)
      const without = { ...observations, telemetry: this.#telemetry }
      return { observations: without, decision: decide(rollout, without, nowMs) }
    }
  }

  async #readJournal(): Promise<void> {
    const { head, entries } = await this.#ports.journal.read()
    this.#head = head
    this.#lines = entries
    this.#take(readHistory(entries).history)
  }

  #take(history: History): void {
    this.#history = history
    const closed = history.current?.closed ?? null
    if (closed !== null && !closed.isTold) this.#ended.set(closed.id, closed)
  }

  /** @returns false when somebody else wrote first: what was decided is void, and the journal read anew */
  async #write(rollout: Rollout, observations: Observations, step: Step, at: number): Promise<boolean> {
    let line = ''
    try {
      const entry = { at, by: this.#context.by, rollout: rollout.id, body: { kind: 'step', observations, step } } as const
      line = sealEntries(this.#lines, [entry])[0] ?? ''
      this.#head = await this.#ports.journal.append(this.#head, [line])
    } catch (error) {
      if (!(error instanceof JournalError) || error.kind === 'corrupt') throw error
      if (isWayBack(step)) return this.#goBackUnwritten(error, step)
      if (error.kind === 'unavailable' || error.kind === 'unwritable') throw error
      this.#conflicts++
      await this.#readJournal()
      return false
    }
    this.#lines = [...this.#lines, line]
    this.#take(readHistory(this.#lines).history)
    if (observations.telemetry !== null && 'windows' in observations.telemetry) this.#telemetry = null
    this.#steps.push(step)
    this.#context.onStep(step)
    return true
  }

  /** Going back waits for no journal: lowering is always allowed, and the next tick writes down what it finds. */
  async #goBackUnwritten(error: JournalError, step: Step): Promise<boolean> {
    this.#problems.push(`The journal did not take the entry (${error.message}); the way back does not wait for it.`)
    this.#conflicts++
    if (error.kind !== 'conflict' && step.action !== null) await this.#attempt(step.action, null)
    await this.#readJournal()
    return false
  }

  /** @returns whether it was done, so that reading back makes sense */
  async #act(action: Action, { target }: Observations): Promise<boolean> {
    const lowers = action.kind === 'set-share' && ('why' in target || action.shareBp <= (target.state.shareBp ?? 0))
    const isBack = lowers || this.#history.current?.state === 'rolling-back'
    if (this.#context.signal.aborted && !isBack) return false
    if (!isBack && 'why' in target) return false
    if (!isBack && !(await this.#isStillAgreed(action))) return this.#isRefused
    const generation = isBack || 'why' in target ? null : target.state.generation
    const done = await this.#attempt(action, generation)
    if (done || !isBack) return done
    return this.#retryBack(action)
  }

  /**
   * What was decided on is some seconds old, and a push lies between. Read at its source again, right before the write: the journal that says
   * somebody agreed is no authority.
   */
  async #isStillAgreed(action: Action): Promise<boolean> {
    const rollout = this.#history.current
    const request = rollout === null ? null : requestBehind(rollout, action)
    if (request === null) return true
    const answer = request === 'missing' ? null : await readApproval(request, this.#ports)
    const isOpen = request !== 'missing' && request.id === rollout?.request?.id
    this.#isRefused = isOpen && answer?.kind === 'refused'
    const isLate = isOpen && this.#ports.clock.nowMs() >= request.expiresAtMs
    if (answer?.kind === 'approved' && !isLate) return true
    const why = isLate
      ? 'its time is over'
      : request === 'missing'
        ? 'the journal names no request'
        : (answer?.why ?? 'nobody can be asked')
    const named = request === 'missing' ? 'for it' : `to the request ${request.id}`
    this.#problems.push(`The share does not rise: there is no confirmed yes ${named} (${why}).`)
    return false
  }

  /** More than once in a tick, because nothing is more urgent; the next tick goes on. */
  async #retryBack(action: Action): Promise<boolean> {
    for (const waitMs of BACK_RETRIES_MS) {
      if (this.#context.signal.aborted) return false
      await this.#ports.clock.sleep(waitMs, this.#context.signal)
      if (await this.#attempt(action, null)) return true
    }
    return false
  }

  async #attempt(action: Action, expectedGeneration: string | null): Promise<boolean> {
    const { target } = this.#ports
    try {
      if (action.kind === 'promote') await target.promote({ digest: action.digest, expectedGeneration })
      else await target.apply({ shareBp: action.shareBp, leaseMs: action.shareBp === 0 ? null : action.leaseMs, expectedGeneration })
      return true
    } catch (error) {
      const isForeseen = error instanceof TargetError
      this.#problems.push(`${describeAction(action)}: ${isForeseen ? error.message : String(error)}`)
      // Nobody knows, or somebody else wrote: what stands is read again before anything else is done.
      const mayStand = !isForeseen || error.kind === 'unknown-outcome' || error.kind === 'conflict'
      return mayStand && expectedGeneration !== null
    }
  }

  /** Only a tick that judged fresh windows keeps the canary alive. */
  async #renewLease(seen: Seen | null): Promise<void> {
    const rollout = this.#history.current
    if (seen === null || !isOpen(rollout) || rollout.settings.leaseMs === null || !this.#isFresh) return
    const { target } = seen.observations
    const stands = 'state' in target ? target.state.shareBp : null
    const isRenewed = ['baking', 'awaiting-approval', 'settling', 'rehearsing'].includes(phaseOf(rollout))
    if (stands === null || stands === 0 || stands !== rollout.standsBp || rollout.pending !== null || !isRenewed) return
    try {
      await this.#ports.target.renewLease(rollout.settings.leaseMs)
    } catch (error) {
      this.#problems.push(`renewing the lease: ${error instanceof TargetError ? error.message : String(error)}`)
    }
  }
}

const BACK_RETRIES_MS = [500, 2_000, 5_000]

function isWayBack({ to }: Step): boolean {
  return to === 'rolling-back'
}

export function describeAction(action: Action): string {
  return action.kind === 'promote'
    ? `making ${action.digest.slice(0, 12)} the stable arm`
    : `setting the share to ${action.shareBp / 100} %`
}
