import type { CommandTargetPolicy } from '../../../rollout/policy/targets/command.ts'
import { type CommandPlace, runExchange } from '../../command/exchange.ts'
import { CommandTarget } from '../command/target.ts'
import type { Bench, Program } from './check.ts'

export type BenchOptions = Pick<Bench, 'settleMs' | 'leaseMs' | 'promotes'>

/** The suite's bench for a program. */
export async function openCommandBench(policy: CommandTargetPolicy, place: CommandPlace, options: BenchOptions): Promise<Bench> {
  const open = () => CommandTarget.open(policy, place)
  return { target: await open(), open, program: programOf(policy, place), ...options }
}

function programOf({ run, timeout }: CommandTargetPolicy, place: CommandPlace): Program {
  return {
    // A time limit ends the whole group by SIGKILL, as a lost runner does.
    run: (input, killAfterMs) => runExchange(run, input, killAfterMs === null ? timeout : Math.max(1, Math.round(killAfterMs)), place),
  }
}
