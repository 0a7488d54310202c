import { setTimeout as sleep } from 'node:timers/promises'
import { ALL_BP } from '../../../rollout/ports.ts'
import { type Bench, type Check, demand, isAt, refusalOf, say, setShare, settled, twoShares } from './check.ts'

const DIGESTS = ['a'.repeat(64), 'b'.repeat(64)] as const

const noLease = ({ target, leaseMs }: Bench) =>
  !target.capabilities.lease ? 'it has no lease' : leaseMs === null ? 'no lease was given to wait for' : null

/** What every target must keep, asked as a rollout asks. Each begins wherever the one before left the split. */
export const PORT_CHECKS: readonly Check[] = [
  {
    name: 'reads',
    rule: 'A read tells the share, and both arms are ready.',
    async run({ target }) {
      const { shareBp, mixed, arms } = await target.read()
      demand(mixed === null && shareBp !== null, `the nodes do not agree: ${mixed ?? 'no share'}`)
      demand(
        arms.stable.ready && arms.canary.ready,
        `an arm is not ready: ${arms.stable.why ?? arms.canary.why ?? 'no reason given'}; start both before`,
      )
    },
  },
  {
    name: 'reads-the-same',
    rule: 'Two reads without a write between them tell the same share and the same generation.',
    async run({ target }) {
      const [one, other] = [await target.read(), await target.read()]
      demand(one.shareBp === other.shareBp && one.generation === other.generation, `${one.generation} became ${other.generation} by itself`)
    },
  },
  {
    name: 'rounds-down',
    rule: 'What would stand after asking for a share is never above it, and all and nothing can be had.',
    async run({ target: { capabilities } }) {
      for (let shareBp = 0; shareBp <= ALL_BP; shareBp += 7) {
        const reached = capabilities.reachableBp(shareBp)
        demand(reached <= shareBp && reached >= 0, `asked for ${shareBp} bp, ${reached} bp would stand`)
      }
      demand(capabilities.reachableBp(0) === 0, 'nothing cannot be had')
      demand(
        capabilities.reachableBp(capabilities.smallestStepBp) > 0,
        `the smallest step of ${capabilities.smallestStepBp} bp gives nothing`,
      )
    },
  },
  {
    name: 'sets-the-share',
    rule: 'Each share is read back, and served, as announced.',
    async run(bench) {
      for (const asked of [bench.target.capabilities.smallestStepBp, 500, 5000, 0]) {
        const announced = bench.target.capabilities.reachableBp(asked)
        await setShare(bench, asked)
        const state = await settled(bench, isAt(announced))
        demand(isAt(announced)(state), `after asking for ${asked} bp (${announced} bp announced) it ${say(state)}`)
      }
    },
  },
  {
    name: 'repeats',
    rule: 'The same write twice leaves what it left once: shares are absolute.',
    async run(bench) {
      const [small] = twoShares(bench)
      await setShare(bench, small)
      await setShare(bench, small)
      const state = await settled(bench, isAt(small))
      demand(isAt(small)(state), `after ${small} bp twice it ${say(state)}`)
    },
  },
  {
    name: 'changes-the-generation',
    rule: 'A write that changes the share changes the generation.',
    async run(bench) {
      const [small, large] = twoShares(bench)
      await setShare(bench, small)
      const before = await bench.target.read()
      await setShare(bench, large)
      const after = await bench.target.read()
      demand(before.generation !== after.generation, `the generation stayed ${after.generation}`)
    },
  },
  {
    name: 'refuses-a-stale-generation',
    rule: 'A write with a generation that is no longer the current one is a conflict, and changes nothing.',
    async run(bench) {
      const [small, large] = twoShares(bench)
      await setShare(bench, large)
      const { generation } = await bench.target.read()
      await setShare(bench, small)
      const kind = await refusalOf(bench.target.apply({ shareBp: large, expectedGeneration: generation, leaseMs: leaseFor(bench) }))
      demand(kind === 'conflict', `it answered ${kind ?? 'that it was done'}`)
      const state = await bench.target.read()
      demand(state.shareBp === small, `it said conflict, and ${say(state)}`)
    },
  },
  {
    name: 'rolls-back-whatever-stands',
    rule: 'Share 0 without a generation is always done.',
    async run(bench) {
      await setShare(bench, twoShares(bench)[1])
      await bench.target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null })
      const state = await settled(bench, isAt(0))
      demand(isAt(0)(state), `after the rollback it ${say(state)}`)
    },
  },
  {
    name: 'survives-a-race',
    rule: 'Two writes at once leave one of both; where `compareAndSwap` is promised, exactly one is done and the other is a conflict.',
    async run(bench) {
      const [small, large] = twoShares(bench)
      const other = await bench.open()
      for (let round = 0; round < RACES; round++) {
        await setShare(bench, 0)
        const { generation } = await bench.target.read()
        const write = (target: Bench['target'], shareBp: number) =>
          refusalOf(target.apply({ shareBp, expectedGeneration: generation, leaseMs: leaseFor(bench) }))
        const kinds = await Promise.all([write(bench.target, small), write(other, large)])
        const state = await bench.target.read()
        const done = [small, large].filter((_, index) => kinds[index] === null)
        demand(
          state.mixed === null && done.includes(state.shareBp ?? -1),
          `${kinds.map((kind) => kind ?? 'done').join(' and ')}, and it ${say(state)}`,
        )
        if (bench.target.capabilities.compareAndSwap !== true) continue
        demand(done.length === 1, `of two writes with generation ${generation}, ${done.length} were done`)
      }
    },
  },
  {
    name: 'refuses-nonsense',
    rule: 'What is no share is refused, and changes nothing.',
    async run(bench) {
      const [small] = twoShares(bench)
      await setShare(bench, small)
      for (const shareBp of [ALL_BP + 1, -1, 0.5]) {
        const kind = await refusalOf(bench.target.apply({ shareBp, expectedGeneration: null, leaseMs: leaseFor(bench) }))
        demand(kind === 'refused', `${shareBp} bp: it answered ${kind ?? 'that it was done'}`)
      }
      const state = await bench.target.read()
      demand(state.shareBp === small, `it refused, and ${say(state)}`)
    },
  },
  {
    name: 'lets-the-lease-run-out',
    rule: 'Without a renewal nothing is served to the canary after the lease, by itself.',
    skip: noLease,
    async run(bench) {
      const leaseMs = bench.leaseMs ?? 0
      const [small] = twoShares(bench)
      await setShare(bench, small, leaseMs)
      const { leaseLeftMs } = await bench.target.read()
      demand(leaseLeftMs !== null && leaseLeftMs <= leaseMs, `${leaseLeftMs} ms are left of a lease of ${leaseMs} ms`)
      await sleep(leaseMs)
      const state = await settled(bench, ({ effectiveBp }) => effectiveBp === 0)
      demand(state.effectiveBp === 0, `after the lease it ${say(state)}`)
    },
  },
  {
    name: 'renews-the-lease',
    rule: 'A renewal keeps the share beyond the first lease, and leaves it as it is.',
    skip: noLease,
    async run(bench) {
      const leaseMs = bench.leaseMs ?? 0
      const [small] = twoShares(bench)
      await setShare(bench, small, leaseMs)
      const began = performance.now()
      while (performance.now() - began < leaseMs * 1.5) {
        await bench.target.renewLease(leaseMs)
        await sleep(leaseMs / 8)
      }
      const state = await bench.target.read()
      demand(isAt(small)(state), `renewed at ${small} bp, it ${say(state)}`)
    },
  },
  {
    name: 'renews-nothing-that-ran-out',
    rule: 'A renewal after the end of the lease brings no traffic back.',
    skip: noLease,
    async run(bench) {
      const leaseMs = bench.leaseMs ?? 0
      await setShare(bench, twoShares(bench)[0], leaseMs)
      await sleep(leaseMs)
      await settled(bench, ({ effectiveBp }) => effectiveBp === 0)
      await refusalOf(bench.target.renewLease(leaseMs))
      const state = await bench.target.read()
      demand(state.effectiveBp === 0, `renewed too late, it ${say(state)}`)
    },
  },
  {
    name: 'promotes-once',
    rule: 'A promotion repeated changes nothing more; after a swap the old arm has no share.',
    skip: ({ promotes }) => (promotes ? null : 'promotions are tried with --promote only'),
    async run(bench) {
      const { target } = bench
      const before = await target.read()
      for (const digest of DIGESTS) {
        await target.promote({ digest, expectedGeneration: (await target.read()).generation })
        const once = await target.read()
        await target.promote({ digest, expectedGeneration: once.generation })
        const twice = await target.read()
        demand(
          once.swapped === twice.swapped && once.shareBp === twice.shareBp,
          `promoted twice, it went back: swapped ${once.swapped}, then ${twice.swapped}`,
        )
        if (target.capabilities.promotion === 'swap') demand(twice.shareBp === 0, `promoted, it ${say(twice)}`)
      }
      demand((await target.read()).swapped === before.swapped, 'two promotions did not exchange the arms twice')
    },
  },
]

const RACES = 5

function leaseFor({ target }: Bench): number | null {
  return target.capabilities.lease ? LONG_LEASE_MS : null
}

const LONG_LEASE_MS = 600_000
