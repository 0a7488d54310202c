import type * as z from 'zod'
import type { CommandTargetPolicy } from '../../../rollout/policy/targets/command.ts'
import {
  type ApplyRequest,
  type DeploymentTarget,
  type PromoteRequest,
  type TargetCapabilities,
  TargetError,
  type TargetState,
} from '../../../rollout/ports.ts'
import { type CommandPlace, exchange } from '../../command/exchange.ts'
import { CONTRACT, capabilitiesAnswer, doneAnswer, failedAnswer, readAnswer, type targetRequest } from './contract.ts'

type Request = z.output<typeof targetRequest>
type RequestBody = Request extends infer One ? (One extends Request ? Omit<One, 'contract'> : never) : never

/** A program of the user's that speaks docs/contracts/target.md. */
export class CommandTarget implements DeploymentTarget {
  readonly capabilities: TargetCapabilities
  readonly #ask: Ask

  private constructor(capabilities: TargetCapabilities, ask: Ask) {
    this.capabilities = capabilities
    this.#ask = ask
  }

  /** @throws TargetError when the program does not say what it can do */
  static async open(policy: CommandTargetPolicy, place: CommandPlace): Promise<CommandTarget> {
    const ask: Ask = (request, answer) => askProgram(policy, place, request, answer)
    const { lease, promotion, smallestStepBp, stepBp, compareAndSwap } = await ask({ request: 'capabilities' }, capabilitiesAnswer)
    const reachableBp = (shareBp: number) => {
      const rounded = Math.floor(shareBp / stepBp) * stepBp
      return rounded < smallestStepBp ? 0 : rounded
    }
    return new CommandTarget({ lease, promotion, smallestStepBp, compareAndSwap, reachableBp }, ask)
  }

  async read(): Promise<TargetState> {
    const { ok: _, swapped, ...state } = await this.#ask({ request: 'read' }, readAnswer)
    return swapped === undefined ? state : { ...state, swapped }
  }

  async apply({ shareBp, expectedGeneration, leaseMs }: ApplyRequest): Promise<void> {
    await this.#ask({ request: 'apply', shareBp, expectedGeneration, leaseMs }, doneAnswer)
  }

  async renewLease(durationMs: number): Promise<void> {
    await this.#ask({ request: 'renew-lease', durationMs }, doneAnswer)
  }

  async promote({ digest, expectedGeneration }: PromoteRequest): Promise<void> {
    await this.#ask({ request: 'promote', digest, expectedGeneration }, doneAnswer)
  }
}

type Ask = <Schema extends z.ZodType>(request: RequestBody, answer: Schema) => Promise<z.output<Schema>>

async function askProgram<Schema extends z.ZodType>(
  { run, timeout }: CommandTargetPolicy,
  place: CommandPlace,
  request: RequestBody,
  answer: Schema,
): Promise<z.output<Schema>> {
  const isRead = request.request === 'read' || request.request === 'capabilities'
  // A write that was begun is finished or known to be unknown: a signal waits for it.
  const answered = await exchange(run, { contract: CONTRACT, ...request }, timeout, isRead ? place : { ...place, signal: NEVER })
  const unclear = (why: string) =>
    new TargetError(isRead ? 'unavailable' : 'unknown-outcome', `\`${run}\`, asked to ${request.request}, ${why}`)
  if (answered.kind === 'failed') throw unclear(answered.why)
  const failed = failedAnswer.safeParse(answered.json)
  if (failed.success) {
    const { kind, message, retryAfterMs } = failed.data
    throw new TargetError(kind, `\`${run}\`: ${message}`, { retryAfterMs: retryAfterMs ?? null })
  }
  const read = answer.safeParse(answered.json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place_ = issue === undefined || issue.path.length === 0 ? 'its answer' : `\`${issue.path.join('.')}\` of its answer`
  throw unclear(`broke the contract: ${place_}: ${issue?.message ?? 'wrong'}`)
}

const NEVER = new AbortController().signal
