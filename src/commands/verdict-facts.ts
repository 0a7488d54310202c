import { cpus } from 'node:os'
import type { Run } from '../host/event.ts'
import type { World } from '../host/world.ts'
import type { Verdict, VerdictFacts } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { FoundModel } from '../sources/scored-rows.ts'
import type { Session } from './session.ts'

export type SharedParts = {
  readonly world: World
  readonly session: Session
  readonly model: Pick<ModelPolicy, 'name'>
  readonly gate: string
  readonly startedAt: Date
  /** As the worker saw it; null where none ran. */
  readonly measuredOn: {
    readonly onnxruntime: string | null
    readonly cpu: string
    readonly features: readonly string[]
    readonly machine?: NonNullable<VerdictFacts['environment']['machine']>
  } | null
}

type SharedFacts = Pick<VerdictFacts, 'model' | 'gate' | 'run' | 'policy' | 'environment' | 'startedAt' | 'finishedAt'>

/** What every gate's verdict says beside its judgement: under which policy, in which run, where and when. */
export function sharedFacts({ world, session, model, gate, startedAt, measuredOn }: SharedParts): SharedFacts {
  const { policy, chosen, policyPath } = session
  return {
    model: model.name,
    gate,
    run: world.run === null ? null : runOf(world.run, chosen.baseline),
    policy: {
      path: policyPath,
      sha256: policy.sha256,
      source: policy.source,
      loosened: policy.loosened.map(({ rule, base, head, kept }) => ({ rule, base, head, kept })),
    },
    environment: environmentOf(world, measuredOn),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
  }
}

/** Where it was measured. */
export function environmentOf(world: Pick<World, 'program'>, measuredOn: SharedParts['measuredOn']): Verdict['environment'] {
  return {
    sluice: world.program.version,
    node: process.versions.node,
    onnxruntime: measuredOn?.onnxruntime ?? null,
    cpu: measuredOn?.cpu ?? cpus()[0]?.model ?? 'unknown',
    features: [...(measuredOn?.features ?? [])],
    machine: measuredOn?.machine ?? null,
  }
}

function runOf({ id, attempt, job, workflow, event, sha, payload }: Run, baseline: Session['chosen']['baseline']): Verdict['run'] {
  return {
    id,
    attempt,
    job,
    workflow,
    event,
    headSha: pullRequestHead(payload) ?? sha,
    baseSha: typeof baseline === 'object' && baseline !== null ? baseline.commit : null,
  }
}

/** In a pull request the event's own commit is a merge that nobody has; people know its head. */
function pullRequestHead({ pull_request: request }: Run['payload']): string | null {
  if (typeof request !== 'object' || request === null || !('head' in request)) return null
  const { head } = request
  if (typeof head !== 'object' || head === null || !('sha' in head)) return null
  return typeof head.sha === 'string' ? head.sha : null
}

/** A file as a verdict names it; null where there is none. */
export function fileOf(file: FoundModel | null): Verdict['subject']['candidate'] {
  if (file === null) return null
  const { reference, sha256, bytes, call } = file
  return { reference, sha256, bytes, identity: call === undefined ? 'bytes' : 'declared' }
}
