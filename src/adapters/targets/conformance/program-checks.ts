import { TargetError } from '../../../rollout/ports.ts'
import { jsonOrNull } from '../../json-or-null.ts'
import { CONTRACT, doneAnswer, failedAnswer, readAnswer } from '../command/contract.ts'
import { type Bench, Broken, type Check, demand, isAt, type Program, say, setShare, settled, twoShares } from './check.ts'

const noProgram = ({ program }: Bench) => (program === null ? 'it is no program' : null)

/** What only a program can break: its way of answering, and being killed. */
export const PROGRAM_CHECKS: readonly Check[] = [
  {
    name: 'answers-with-one-document',
    rule: 'Stdout holds one JSON document of the contract and nothing else.',
    skip: noProgram,
    async run(bench) {
      const { stdout } = await programOf(bench).run(request({ request: 'read' }), null)
      demand(readAnswer.safeParse(jsonOrNull(stdout)).success, `it wrote ${JSON.stringify(stdout.slice(0, 120))}`)
    },
  },
  {
    name: 'refuses-what-it-does-not-know',
    rule: 'Broken JSON, an unknown request and another contract are answered with `ok: false`, and change nothing.',
    skip: noProgram,
    async run(bench) {
      const [small, large] = twoShares(bench)
      await setShare(bench, small)
      const inputs = [
        '{"contract":1,',
        request({ request: 'explode' }),
        request({ contract: 99, request: 'apply', shareBp: large, expectedGeneration: null, leaseMs: null }),
      ]
      for (const input of inputs) {
        const { stdout } = await programOf(bench).run(input, null)
        demand(failedAnswer.safeParse(jsonOrNull(stdout)).success, `to ${input.trim()} it answered ${JSON.stringify(stdout.slice(0, 120))}`)
      }
      const state = await bench.target.read()
      demand(state.shareBp === small, `after requests that it refused it ${say(state)}`)
    },
  },
  {
    name: 'survives-being-killed',
    rule: 'Killed at any moment of a write, the old or the new share stands, and the next rollback is done.',
    skip: noProgram,
    async run(bench) {
      const program = programOf(bench)
      const [small, large] = twoShares(bench)
      const write = request({
        request: 'apply',
        shareBp: large,
        expectedGeneration: null,
        leaseMs: bench.target.capabilities.lease ? LONG_LEASE_MS : null,
      })
      const began = performance.now()
      const { stdout } = await program.run(write, null)
      demand(doneAnswer.safeParse(jsonOrNull(stdout)).success, `it did not set ${large} bp: ${stdout.slice(0, 120)}`)
      const wholeMs = performance.now() - began
      for (let moment = 0; moment < KILLS; moment++) {
        await setShare(bench, small)
        await program.run(write, (wholeMs * (moment + 1)) / KILLS)
        const state = await orBroken(bench.target.read(), 'cannot be read after a kill')
        demand(state.shareBp === small || state.shareBp === large, `killed while setting ${large} bp over ${small} bp, it ${say(state)}`)
        await orBroken(bench.target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null }), 'cannot be rolled back after a kill')
        const back = await settled(bench, isAt(0))
        demand(isAt(0)(back), `rolled back after a kill, it ${say(back)}`)
      }
    },
  },
]

const KILLS = 8
const LONG_LEASE_MS = 600_000

function programOf({ program }: Bench): Program {
  if (program === null) throw new Broken('it is no program')
  return program
}

function request(body: object): string {
  return `${JSON.stringify({ contract: CONTRACT, ...body })}\n`
}

async function orBroken<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof TargetError) throw new Broken(`it ${what}: ${error.message}`)
    throw error
  }
}
