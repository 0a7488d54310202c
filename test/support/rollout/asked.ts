import type { Closed } from '../../../src/rollout/entry.ts'
import type { ApprovalAnswer, ApprovalRequest, Approvals } from '../../../src/rollout/ports.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { minutes } from './baking.ts'
import { FakeRollout, type Written } from './fake-rollout.ts'
import type { ServiceOptions } from './fake-service.ts'
import { watchSafety } from './watch-safety.ts'

export const PENDING: ApprovalAnswer = { kind: 'pending', by: null, why: '' }
export const APPROVED: ApprovalAnswer = { kind: 'approved', by: '@lead', why: 'review 7' }
export const REFUSED: ApprovalAnswer = { kind: 'refused', by: '@lead', why: 'not today' }

/** People whose answers a test gives; each is to one request, as at GitHub. */
export class FakePeople implements Approvals {
  readonly answers = new Map<string, ApprovalAnswer>()
  readonly asked: ApprovalRequest[] = []
  /** Instead of the answer, where a test wants a fault or a change in between. */
  onRead: (request: ApprovalRequest) => ApprovalAnswer | null = () => null
  tellEnd: NonNullable<Approvals['tellEnd']> = async () => {}

  async preflight(): Promise<readonly string[]> {
    return []
  }

  async read(request: ApprovalRequest): Promise<ApprovalAnswer> {
    this.asked.push(request)
    return this.onRead(request) ?? this.answers.get(request.id) ?? PENDING
  }
}

/** The policy of most tests here: two steps, and somebody is asked before the second. */
export const ASKING: Written = { steps: ['5%', '50%'], bake: '1m', settle: '1m', deadline: '90d', approval: { before: ['50%'] } }

/** A rollout whose people are fakes too; its writes are held against the journal. */
export class Asked extends FakeRollout {
  readonly people = new FakePeople()
  readonly offences: string[]

  constructor(options: ServiceOptions = {}, written: Written = {}) {
    super({ lease: true, rps: 2000, ...options }, { ...ASKING, ...written })
    this.approvals = this.people
    this.offences = watchSafety(this)
  }

  /** To the request that is open now. */
  answer(given: ApprovalAnswer): void {
    this.people.answers.set(this.history.current?.request?.id ?? '', given)
  }

  /** Each request that has ended, by a step or by a person's command. */
  get ends(): Closed[] {
    const { entries } = this.journal
    const closedAfter = (count: number) => readHistory(entries.slice(0, count)).history.current?.closed ?? null
    return entries.flatMap((_, index) => {
      const closed = closedAfter(index + 1)
      return closed === null || closed.id === closedAfter(index)?.id ? [] : [closed]
    })
  }
}

/** A healthy canary at 5 %, everything proven, and the request open. */
export async function askedAtFive(options: ServiceOptions = {}, written: Written = {}): Promise<Asked> {
  const rollout = new Asked(options, written)
  rollout.start()
  for (let ticks = 0; rollout.state !== 'awaiting-approval' && ticks < 200; ticks++) await minutes(rollout, 1)
  return rollout
}
