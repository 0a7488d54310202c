import type { ExitCode } from '../host/exit-codes.ts'
import type { CommandName, InputsOf } from '../host/inputs.ts'
import { type GivenInputs, readInputs } from '../host/read-inputs.ts'
import type { World } from '../host/world.ts'

export type Command = {
  readonly name: CommandName
  /** One line for `sluice --help`. */
  readonly summary: string
  /** Reads the inputs, loads the command and runs it. */
  run(given: GivenInputs, world: World): Promise<ExitCode>
}

type Implementation<Name extends CommandName> = (inputs: InputsOf<Name>, world: World) => Promise<ExitCode>

/** In the order of `sluice --help`. Each implementation is its own chunk of the bundle, loaded when it is called. */
export const COMMANDS: readonly Command[] = [
  command('gate', 'The whole gate of a pull request: every gate that the policy configures.', async () => (await import('./gate.ts')).gate),
  command(
    'evaluate',
    'Judges the candidate model against the baseline on the same rows.',
    async () => (await import('./evaluate.ts')).evaluate,
  ),
  command(
    'diff',
    'What changed in the data and in the contract of the model; of two files without a policy: sluice diff A B.',
    async () => (await import('./diff.ts')).diff,
  ),
  command(
    'benchmark',
    'Judges latency, memory and cost of the candidate beside the baseline, on this machine.',
    async () => (await import('./benchmark.ts')).benchmark,
  ),
  command('report', 'Shows what the gates found: comment, check run, summary and page.', async () => (await import('./report.ts')).report),
  command(
    'rollout',
    'Takes a judged model to all traffic as a canary, or advances what is open: one tick, or --watch.',
    async () => (await import('./rollout/rollout.ts')).rollout,
  ),
  command(
    'rollback',
    'Takes an open or a finished rollout back, and verifies it.',
    async () => (await import('./rollout/take-back.ts')).rollback,
  ),
  command('status', 'What is live, why, and how to stop it.', async () => (await import('./rollout/status.ts')).status),
  command('abort', 'Ends the open rollout: the share goes to 0, verified.', async () => (await import('./rollout/take-back.ts')).abort),
  command('hold', 'Holds the open rollout where it is.', async () => (await import('./rollout/hold-resume.ts')).hold),
  command('resume', 'Lets a held rollout go on.', async () => (await import('./rollout/hold-resume.ts')).resume),
  command(
    'comment',
    'Carries out the /sluice comment that started this run, and answers it.',
    async () => (await import('./comment/comment.ts')).comment,
  ),
  command(
    'approve',
    'In the protected environment: raises the share that its reviewers agreed to, or with --claim says which run they review.',
    async () => (await import('./rollout/approve.ts')).approve,
  ),
  command(
    'explain',
    'Tells what a rollout decided, when, and on which numbers.',
    async () => (await import('./rollout/explain.ts')).explain,
  ),
  command(
    'replay',
    'Decides every step of the journal again and compares, byte for byte.',
    async () => (await import('./rollout/replay.ts')).replay,
  ),
  command(
    'backtest',
    'What a rollout policy would have done with releases that were recorded.',
    async () => (await import('./rollout/backtest.ts')).backtest,
  ),
  command(
    'export',
    'Alerting rules from the guardrails, and how Alertmanager starts the workflows: sluice export alerts.',
    async () => (await import('./rollout/export.ts')).exportDocument,
  ),
  command(
    'plan',
    'What the policy can decide with the rows there are, before anybody is blocked.',
    async () => (await import('./plan.ts')).plan,
  ),
  command(
    'policy',
    'The policy that applies, with defaults and where each value comes from.',
    async () => (await import('./policy.ts')).policy,
  ),
  command(
    'init',
    'Writes a policy and a workflow from what is in the repository, and says what it guessed.',
    async () => (await import('./init.ts')).init,
  ),
  command('doctor', 'Checks everything that a gate needs, and says what to do.', async () => (await import('./doctor.ts')).doctor),
  command('target', 'Holds a target program of your own to its contract.', async () => (await import('./target.ts')).target),
  command(
    'version',
    'Versions of Sluice, Node and the platform, for a report of a fault.',
    async () => (await import('./version.ts')).version,
  ),
]

function command<Name extends CommandName>(name: Name, summary: string, load: () => Promise<Implementation<Name>>): Command {
  return {
    name,
    summary,
    async run(given, world) {
      const inputs = readInputs(name, given)
      const implementation = await load()
      return implementation(inputs, world)
    },
  }
}
