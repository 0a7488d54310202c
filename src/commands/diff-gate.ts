import { MeasurementError } from '../errors.ts'
import { type DiffFiles, findDiffFiles } from '../gates/diff/diff-files.ts'
import { type Diff, diffModel } from '../gates/diff/diff-model.ts'
import type { DiffPolicy } from '../gates/diff/policy.ts'
import type { World } from '../host/world.ts'
import { couldNotMeasure } from '../judge/judgement.ts'
import { isReasonCode } from '../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { filesRequest } from './files-request.ts'
import type { GateInputs } from './gates.ts'
import { modelProbe } from './model-probe.ts'
import { orProblem } from './or-problem.ts'
import type { Session } from './session.ts'
import { tableReaders } from './table-readers.ts'
import { fileOf, sharedFacts } from './verdict-facts.ts'

/** The verdict of the diff gate for one model; an error verdict when a file cannot be had or read. */
export async function judgeDiff(model: ModelPolicy, inputs: GateInputs, session: Session, world: World): Promise<Verdict> {
  const { diff } = model
  if (diff === null) throw new Error(`the policy asks for no diff of ${model.name}`)
  const startedAt = new Date()
  const files = await orProblem(() => findFiles(session, model, inputs))
  const found = files instanceof MeasurementError ? null : files
  const result = files instanceof MeasurementError ? withoutAnswer(files) : await measured(files, { model, diff, inputs, session, world })
  return makeVerdict(
    {
      ...sharedFacts({ world, session, model, gate: 'diff', startedAt, measuredOn: null }),
      subject: { candidate: fileOf(found?.candidate ?? null), baseline: fileOf(found?.baseline ?? null), anchor: null, data: result.data },
      reported: [...result.reported],
      figures: [...result.figures],
      waivers: [...result.waivers],
      notes: [...result.notes],
    },
    result.judgement,
  )
}

/** The same files that the evaluation compares, and the data that the policy names beside them. */
function findFiles(session: Session, model: ModelPolicy, given: GateInputs): Promise<DiffFiles> {
  return findDiffFiles(filesRequest(session, model, 'none', given), { references: model.data.reference, serving: model.serving })
}

type Asked = {
  readonly model: ModelPolicy
  readonly diff: DiffPolicy
  readonly inputs: GateInputs
  readonly session: Session
  readonly world: World
}

async function measured(files: DiffFiles, { model, diff, inputs, session, world }: Asked): Promise<Diff> {
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
  const { policyUnchanged, score } = session
  const readers = tableReaders(inputs, world)
  const probe = modelProbe(inputs, world)
  const result = await orProblem(() => diffModel({ model, diff, files, policyUnchanged, today, readers, probe, score }))
  return result instanceof MeasurementError ? { ...withoutAnswer(result), notes: files.notes } : result
}

function withoutAnswer({ reasonCode, message, remedy }: MeasurementError): Diff {
  if (!isReasonCode(reasonCode)) throw new Error(`${reasonCode} is no reason code`)
  return { judgement: couldNotMeasure({ reasonCode, message, remedy }), waivers: [], data: [], figures: [], reported: [], notes: [] }
}
