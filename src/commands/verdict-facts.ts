import { cpus } from 'node:os'
import type { Evaluation } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { Run } from '../host/event.ts'
import type { World } from '../host/world.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { ResolvedFile } from '../sources/scored-rows.ts'
import type { SavedFlips } from './save-flips.ts'
import type { Session } from './session.ts'

export type VerdictParts = {
  readonly world: World
  readonly session: Session
  readonly model: ModelPolicy
  readonly files: ModelFiles
  readonly evaluation: Evaluation
  readonly saved: SavedFlips
  readonly gate: string
  readonly batchRows: number
  readonly startedAt: Date
}

/** The judgement with all that a reader of the verdict may rely on: who was compared, under which policy, where and when. */
export function assembleVerdict(parts: VerdictParts): Verdict {
  const { world, session, model, files, evaluation, saved, gate, batchRows, startedAt } = parts
  const { policy, chosen, policyPath } = session
  const environment = evaluation.environment
  return makeVerdict(
    {
      model: model.name,
      gate,
      run: world.run === null ? null : runOf(world.run, chosen.baseline),
      subject: {
        candidate: fileOf(files.candidate),
        baseline: files.baseline === null ? null : fileOf(files.baseline),
        anchor: files.anchor === null ? null : fileOf(files.anchor),
        data: evaluation.data,
      },
      policy: {
        path: policyPath,
        sha256: policy.sha256,
        source: policy.source,
        loosened: policy.loosened.map(({ rule, base, head, kept }) => ({ rule, base, head, kept })),
      },
      reported: [...evaluation.reported],
      flips: evaluation.flips === null ? null : { ...evaluation.flips, file: saved.file },
      batchRows: environment === null ? null : batchRows,
      notes: [...evaluation.notes, ...saved.notes],
      environment: {
        sluice: world.program.version,
        node: process.versions.node,
        onnxruntime: environment?.onnxruntime ?? null,
        cpu: environment?.cpu ?? cpus()[0]?.model ?? 'unknown',
        features: [...(environment?.features ?? [])],
      },
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
    },
    evaluation.judgement,
  )
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

function fileOf({ reference, sha256, bytes }: ResolvedFile): Verdict['subject']['candidate'] {
  return { reference, sha256, bytes }
}
