import { UsageError } from '../../errors.ts'
import type { Run } from '../../host/event.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { type Ports, type TickResult, tick } from '../../rollout/advance.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { asksOf } from '../../rollout/settings.ts'
import { findAsked, requireOpen } from './find-asked.ts'
import { sectionSha256 } from './live-models.ts'
import { RolloutMirror } from './mirror.ts'
import { orUnreachable } from './or-unreachable.ts'
import { actor, REAL, type RolloutPorts } from './ports.ts'
import { publishRollouts } from './publish-rollouts.ts'
import { orUnreadable, readJournal } from './read-journal.ts'
import { requireClaimed, requireOneRun, requireUnclaimed } from './require-run.ts'
import { rolloutVerdict } from './rollout-verdict.ts'
import { command } from './write-command.ts'

type Inputs = InputsOf<'approve'>
type Found = Awaited<ReturnType<typeof findAsked>>

/**
 * For `by: environment`. The answer itself is the reviewers', read at its source by the tick that this makes: nothing here allows what the
 * port of approvals does not confirm.
 */
export async function approve(inputs: Inputs, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const found = await findAsked(inputs, world, outside)
  const run = requireOneRun(found, world)
  return inputs.claim === 'true' ? claim(found, run, inputs, world, outside) : raise(found, run, inputs, world, outside)
}

/** Written down before the job behind it waits: whoever reads the reviewers' answer knows of which run. */
async function claim({ live, journal, id }: Found, run: Run, inputs: Inputs, world: World, outside: RolloutPorts): Promise<ExitCode> {
  const why = `Run ${run.id} waits for the reviewers of the request ${id}.`
  const check = (current: Rollout) => requireUnclaimed(requireOpen(current, id), run)
  const { current } = (await readJournal(journal)).history
  const isMine = current?.request?.id === id && current.request.runId === run.id
  const asked = { command: 'claim', why, to: null, claim: { request: id, runId: run.id } } as const
  const rollout = isMine ? current : await command(journal, asked, { nowMs: outside.clock.nowMs(), world, check })
  const text = `${live.model.name} in ${live.rollout.environment}: ${why} ${rollout.request?.sentence ?? ''}`
  await world.host.publish({
    out: inputs.out,
    files: new Map(),
    markdown: `${text}\n`,
    stdout: inputs.json ? { kind: 'json', value: { rollout: rollout.id, request: id, runId: run.id } } : { kind: 'text', text },
    outputs: { decision: 'waiting', 'rollout-id': rollout.id, state: rollout.state, weight: String(rollout.standsBp / 100) },
    annotations: [],
  })
  return 0
}

type Decision = { readonly word: 'approved' | 'refused' | 'void' | 'waiting'; readonly text: string }

const EXIT_CODES = { approved: 0, refused: 3, void: 3, waiting: 5 } as const

async function raise(
  { live, policy: told, journal, id, current }: Found,
  run: Run,
  inputs: Inputs,
  world: World,
  outside: RolloutPorts,
): Promise<ExitCode> {
  const startedAt = new Date()
  const { model, rollout: policy } = live
  // A tick that watches may have read the answer first.
  if (current.closed?.id !== id) requireClaimed(requireOpen(current, id), run)
  const rest = await orUnreachable(() => outside.rest(live, world, inputs), 'Nothing was decided; the next tick reads the answer too.')
  const ports: Ports = { ...rest, journal }
  if (ports.approvals === null) throw nobodyToAsk()
  const mirror = new RolloutMirror(live, () => outside.mirror?.(inputs, world) ?? null, world)
  const result = await tickOnce(ports, live, world)
  mirror.tell(result.history.current)
  await mirror.finish()
  const { history, entries } = await readJournal(journal)
  const rollout = history.current ?? current
  const decision = decisionOf(rollout, id, result)
  world.host.log.info(`${model.name}: ${decision.text}`)
  const names = { model: model.name, environment: policy.environment }
  const verdict = rolloutVerdict({ ...names, rollout, entries, policy: told, bytes: 0, startedAt, world })
  await publishRollouts([{ verdict, rollout }], [decision.text], inputs, world, { decision: decision.word })
  return EXIT_CODES[decision.word]
}

/** As a job that watches does, so that a raise is not capped; whether somebody goes on watching the next tick knows. */
function tickOnce(ports: Ports, { model, rollout: policy }: Found['live'], world: World): Promise<TickResult> {
  const onStep = ({ message }: { readonly message: string }) => world.host.log.info(`${model.name}: ${message}`)
  const rules = { policySha256: sectionSha256(policy), asks: asksOf(policy, ports.target.capabilities) }
  return orUnreadable(() => tick(ports, { by: actor(world), ...rules, attended: true, signal: world.signal, onStep }))
}

function decisionOf({ closed, request, state, held }: Rollout, id: string, { problems }: TickResult): Decision {
  if (closed?.id !== id) {
    const why = problems.at(-1) ?? held?.message ?? `it is ${state}`
    return { word: 'waiting', text: request?.id === id ? `The request ${id} waits: ${why}` : `The request ${id} is not open: ${why}` }
  }
  const by = closed.by ?? 'somebody'
  switch (closed.outcome) {
    case 'granted':
      return { word: 'approved', text: `The request ${id} was granted by ${by}: ${closed.why}` }
    case 'refused':
      return { word: 'refused', text: `The request ${id} was refused by ${by}: ${closed.why}` }
    default:
      return { word: 'void', text: `The request ${id} is void: ${closed.why}` }
  }
}

function nobodyToAsk(): UsageError {
  return new UsageError({
    where: '--github-token',
    found: 'no token with which the reviewers’ answer could be read',
    expected: 'one with `actions: read`: what the journal says of an approval counts for nothing',
    remedy: 'Give the job `permissions: actions: read` and leave `github-token` at its default.',
  })
}
