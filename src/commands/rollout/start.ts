import { randomBytes } from 'node:crypto'
import { MeasurementError, UsageError } from '../../errors.ts'
import { findCandidateFile } from '../../gates/evaluate/model-files.ts'
import type { World } from '../../host/world.ts'
import type { Ports } from '../../rollout/advance.ts'
import { sealEntries } from '../../rollout/chain.ts'
import type { ModelFile, StartBody } from '../../rollout/entry.ts'
import { historyOf } from '../../rollout/observe.ts'
import { TargetError, TelemetryError } from '../../rollout/ports.ts'
import { type Settings, settingsOf } from '../../rollout/settings.ts'
import { notesOnSplit } from '../../rollout/split-counts.ts'
import type { ResolvedFile } from '../../sources/scored-rows.ts'
import type { Session } from '../session.ts'
import { sectionSha256 } from './live-models.ts'
import { planLadder, refusalOf } from './plan-ahead.ts'
import { actor, type LiveModel } from './ports.ts'
import { orUnreadable, type ReadJournal } from './read-journal.ts'
import { requireSteps } from './require-steps.ts'
import { type FoundVerdict, requireVerdicts } from './require-verdicts.ts'

export type StartInputs = {
  readonly candidate: string | null
  readonly verdict: string | null
  readonly out: string
  readonly githubToken: string | null
}

export type Candidate = { readonly file: ResolvedFile; readonly commit: string | null }

/** What this call brings, with its digest; the reference is one that still names it later. */
export async function bringCandidate(
  live: LiveModel,
  inputs: Pick<StartInputs, 'candidate'>,
  session: Session,
  world: World,
): Promise<Candidate> {
  const { policy, chosen, repository, resolver } = session
  const { model } = live
  const file = await findCandidateFile({
    model,
    candidate: inputs.candidate,
    where: policy.where,
    chosen,
    repository,
    resolver,
    released: () => session.released(model.name),
  })
  const commit = world.run?.sha ?? (await repository?.revParse('HEAD')) ?? null
  return { file, commit }
}

/** A path of the checkout is another file tomorrow: with its commit it stays the same one. */
export async function lastingReference({ file, commit }: Candidate, { repository }: Session): Promise<string | null> {
  const { reference } = file
  if (/^(git:|https:|run:)/.test(reference)) return reference
  if (reference.startsWith('artifact:') || commit === null || repository === null) return null
  const path = await repository.pathInTree(reference)
  const found = path === null ? null : await repository.findFile(commit, path)
  return path === null || found === null ? null : `git:${commit}:${path}`
}

export type StartAround = {
  readonly session: Session
  readonly journal: ReadJournal
  readonly ports: Ports
  readonly world: World
  /** Whether anybody will tick, in notes. */
  readonly ticks: () => Promise<readonly string[]>
}

/**
 * Writes the start of a rollout, after everything that can be known before traffic moves: verdicts of the very model, which model is live,
 * that nothing has traffic yet, that the telemetry has what the guardrails ask.
 *
 * @throws UsageError for what the caller must mend; nothing was written then
 */
export async function startRollout(
  live: LiveModel,
  candidate: Candidate,
  inputs: StartInputs,
  { session, journal, ports, world, ticks }: StartAround,
): Promise<void> {
  const { model, rollout } = live
  refuseWhatCannotBe(live, ports)
  const nowMs = ports.clock.nowMs()
  const policySha256 = session.policy.sha256
  const verdicts = await requireVerdicts({ ...inputs, model, digest: candidate.file.sha256, policySha256, nowMs }, world)
  const previous = await requireFreeTarget(live, candidate.file.sha256, journal.history.released, ports)
  const settings = settingsOf(rollout, ports.target.capabilities)
  const notes = [
    ...(await orUnmeasured(live, () => ports.telemetry.preflight())),
    ...((await ports.approvals?.preflight()) ?? []),
    ...(await ticks()),
    ...(await orUnmeasured(live, () => planOrRefuse(live, settings, ports))),
  ]
  for (const note of notes) world.host.log.info(`${model.name}: ${note}`)
  const body: StartBody = {
    kind: 'start',
    candidate: { digest: candidate.file.sha256, reference: await lastingReference(candidate, session), commit: candidate.commit },
    previous,
    settings,
    policySha256: sectionSha256(rollout),
    verdicts: verdicts.map(recordOf),
    notes,
    sluice: world.program.version,
  }
  const id = `${new Date(nowMs).toISOString().slice(0, 10)}-${candidate.file.sha256.slice(0, 8)}-${randomBytes(2).toString('hex')}`
  await orUnreadable(() =>
    ports.journal.append(journal.head, sealEntries(journal.lines, [{ at: nowMs, by: actor(world), rollout: id, body }])),
  )
}

/** Traffic begins where it can be seen; telemetry that is down is nobody's fault here. */
async function orUnmeasured<Value>({ rollout: { telemetry } }: LiveModel, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error
    throw new MeasurementError(
      'NO_LIVE_DATA',
      `The telemetry (${telemetry.kind}) cannot be asked: ${error.message.replace(/\.$/, '')}.`,
      'Nothing was started and no traffic moved. Look at the address and the credentials in `telemetry` and whether it answers, then call this again.',
    )
  }
}

/** What the journal keeps of an offline verdict: which file it was, and what it was about. */
function recordOf({
  verdict: { gate, verdict, reasonCode, subject, policy, run, finishedAt },
  sha256,
}: FoundVerdict): StartBody['verdicts'][number] {
  const file = { sha256, reasonCode, policySha256: policy.sha256, commit: run?.headSha ?? null, runId: run?.id ?? null, finishedAt }
  return { gate, verdict, sha256: subject.candidate?.sha256 ?? '', file }
}

async function planOrRefuse(live: LiveModel, settings: Settings, ports: Ports): Promise<string[]> {
  const history = await historyOf(ports.telemetry)
  const ahead = await planLadder(settings, history, ports.target)
  const refusal = refusalOf(live, ahead)
  if (refusal !== null) throw refusal
  const plan = ahead === null ? ['No plan: the telemetry tells too little of the time before.'] : ahead.sentences
  return [...plan, ...notesOnSplit(settings, history)]
}

function refuseWhatCannotBe(live: LiveModel, { approvals, target }: Ports): void {
  const { model, rollout } = live
  const where = `models.${model.name}.rollout`
  if (rollout.shadow !== null)
    throw new UsageError({
      where: `${where}.shadow`,
      found: 'mirrored traffic',
      expected: 'no `shadow`: this version cannot mirror',
      remedy: 'Remove it; `rehearse` and a first step of 1% are there.',
    })
  if (rollout.approval !== null && approvals === null)
    throw new UsageError({
      where: `${where}.approval`,
      found: 'steps that a person must approve, and nobody who can be asked from here',
      expected: 'a run of GitHub with its token: people answer there',
      remedy: 'Start it by the workflow rollout-start.yml of action-templates/, and leave `github-token` at its default.',
    })
  requireSteps(live, target.capabilities)
}

/** What is live is what stable serves, by its own word; nobody starts on traffic that somebody else moved. */
async function requireFreeTarget(
  { rollout }: LiveModel,
  digest: string,
  released: ModelFile | null,
  { target, identity }: Ports,
): Promise<ModelFile> {
  const problem = (found: string, expected: string, remedy: string) => new UsageError({ where: 'rollout.target', found, expected, remedy })
  try {
    const state = await target.read()
    if (state.mixed !== null) throw problem(`nodes that do not agree (${state.mixed})`, 'the same share on all', 'Mend them first.')
    if (state.shareBp !== 0)
      throw problem(
        `a canary that has ${(state.shareBp ?? 0) / 100} % of the traffic already`,
        'no traffic: somebody else moved it',
        'Set it to 0, or run `sluice abort`.',
      )
    const stable = identity === null ? state.arms.stable.identity : await identity.probe('stable')
    const canary = identity === null ? state.arms.canary.identity : await identity.probe('canary')
    if (stable === null || canary === null)
      throw problem(
        'nobody who says which model an arm serves',
        'the SHA-256 of each',
        'Add `identity: { http: "https://…/version" }` to the rollout.',
      )
    if (stable === digest)
      throw problem(
        `a stable arm that serves ${digest.slice(0, 12)} already`,
        'another model than the candidate',
        'Nothing to do: it is live.',
      )
    const expected = rollout.rehearse === null ? digest : stable
    if (canary !== expected)
      throw problem(
        `a canary that serves ${canary.slice(0, 12)}`,
        `${expected.slice(0, 12)}, ${rollout.rehearse === null ? 'the judged model' : 'the stable model, for the rehearsal'}`,
        'Deploy it to the canary before this step.',
      )
    return released?.digest === stable ? released : { digest: stable, reference: null, commit: null }
  } catch (error) {
    if (!(error instanceof TargetError)) throw error
    throw problem(`${error.kind}: ${error.message}`, 'a target and arms that answer', 'Look at its address and its credentials.')
  }
}
