import { MeasurementError, UsageError } from '../../errors.ts'
import type { Repository } from '../../sources/git/repository.ts'
import { externalLocations } from '../../sources/onnx/model-facts.ts'
import { readModelFile } from '../../sources/onnx/model-file.ts'
import { parseReference, type Reference } from '../../sources/references/parse.ts'
import type { ReferenceResolver, ResolvedSet } from '../../sources/references/resolve.ts'
import type { Asked } from '../../sources/references/sources.ts'
import { digestSet } from '../../sources/references/store.ts'
import type { FoundModel, ResolvedFile } from '../../sources/scored-rows.ts'
import type { Chosen, Revision } from '../../sources/subjects/choose.ts'
import { type Absent, baselineReference, candidateReference, type Declared } from '../../sources/subjects/subject.ts'
import { anchorCall, asInput, baselineCall, candidateCall, type DeclaredCall, identityNote } from './call-files.ts'
import { type DataFormat, formatOf } from './data-format.ts'
import type { DeclaredSubject, EvaluatedModel } from './evaluated-model.ts'

/** The evaluation data of one commit: all files of the policy's references, under one digest. */
export type DataFiles = {
  readonly files: readonly ResolvedFile[]
  readonly reference: string
  readonly sha256: string
  readonly format: DataFormat
}

export type ModelFiles = {
  readonly candidate: FoundModel
  readonly baseline: FoundModel | null
  /** How the baseline is loaded: as its own commit's policy says, whose inputs and output may have other names. */
  readonly baselineSubject: DeclaredSubject
  readonly anchor: FoundModel | null
  /** The data that both models are judged on: the baseline commit's, and the candidate's where that differs. */
  readonly data: readonly [DataFiles, ...DataFiles[]]
  readonly notes: readonly string[]
}

/** What a rollout promoted last: a reference that still names it, and the digest that it must have. */
export type Released =
  | { readonly kind: 'released'; readonly reference: string; readonly sha256: string }
  | { readonly kind: 'none'; readonly why: string }

export type FilesRequest = {
  /** Asked only where `released` is meant. */
  readonly released: () => Promise<Released>
  readonly model: EvaluatedModel
  /** Reference of the last released model, `released`, or `none`. */
  readonly anchor: string
  /** The model's block as the baseline's commit has it; null when that has none. */
  readonly modelBefore: EvaluatedModel | null
  /** Position of a value of the policy, for messages. */
  readonly where: (path: readonly string[]) => string
  readonly chosen: Chosen
  readonly repository: Repository | null
  readonly resolver: ReferenceResolver
  readonly given: { readonly candidate: string | null; readonly baseline: string | null; readonly evaluationData: string | null }
}

/** Which files are compared for one model, fetched and digested. Nothing is loaded yet. */
export async function findModelFiles(request: FilesRequest): Promise<ModelFiles> {
  const { model, modelBefore, chosen, given } = request
  const baselineSubject = given.baseline === null && modelBefore !== null ? modelBefore.subject : model.subject
  const notes = [...chosen.notes.filter(() => given.baseline === null)]
  const candidate = await findCandidate(request)
  const baseline = await findBaseline(request, candidate, baselineSubject, notes)
  if ('kind' in baseline) notes.push(`There is no baseline: ${baseline.why}.`)
  else notes.push(...identityNote(baseline, 'baseline'))
  notes.push(...identityNote(candidate, 'candidate'))
  return {
    candidate,
    baseline: 'kind' in baseline ? null : baseline,
    baselineSubject,
    anchor: await findAnchor(request, notes),
    data: await findData(request, notes),
    notes,
  }
}

/** The candidate alone, for whoever does not compare it with a file: what goes live. */
export async function findCandidateFile(
  request: Pick<FilesRequest, 'where' | 'chosen' | 'repository' | 'resolver' | 'released'> & {
    readonly model: Pick<EvaluatedModel, 'name' | 'subject'>
    readonly candidate: string | null
  },
): Promise<ResolvedFile> {
  const { model, chosen, repository } = request
  const declared = declaredSubject(model, request.where([model.name, model.subject.kind]))
  const { reference, where } = await candidateReference(asInput('--candidate', request.candidate), declared, chosen.candidate, repository)
  return resolveSubject(request, reference, { role: 'candidate', where }, model.subject)
}

function declaredSubject({ subject }: Pick<EvaluatedModel, 'subject'>, where: string): Declared {
  if (subject.kind === 'onnx' || subject.kind === 'predictions') return { text: subject.reference, where }
  throw new UsageError({
    where,
    found: `a model as \`${subject.kind}\``,
    expected: '`onnx` or `predictions`',
    remedy: 'A rollout knows a model by the digest of its file: name the file that is deployed by `onnx` or `predictions`.',
  })
}

async function findCandidate(request: FilesRequest): Promise<FoundModel> {
  const { model, chosen, repository, given } = request
  const where = whereOf(request)
  if (isCall(model.subject)) return candidateCall(model.subject, { ...request, where })
  const declared = { text: model.subject.reference, where }
  const candidate = await candidateReference(asInput('--candidate', given.candidate), declared, chosen.candidate, repository)
  return resolveSubject(request, candidate.reference, { role: 'candidate', where: candidate.where }, model.subject)
}

async function findBaseline(
  request: FilesRequest,
  candidate: FoundModel,
  subject: DeclaredSubject,
  notes: string[],
): Promise<FoundModel | Absent> {
  const { model, modelBefore, chosen, repository, given } = request
  const where = whereOf(request)
  if (isCall(subject)) {
    const now = isCall(model.subject) && model.subject.kind === subject.kind ? model.subject : subject
    const before = modelBefore !== null && isCall(modelBefore.subject) ? modelBefore.subject : null
    return baselineCall(now, before, candidate, { ...request, where })
  }
  const declared = isCall(model.subject) ? { text: subject.reference, where } : { text: model.subject.reference, where }
  if (chosen.releasedFirst === true && given.baseline === null) {
    const released = await request.released()
    if (released.kind === 'released') {
      notes.push('The baseline is the model that the rollout released last.')
      return resolveReleased(request, released, { role: 'baseline', where }, subject)
    }
    notes.push(`The baseline is what stood before the push: ${released.why}.`)
  }
  const declaredBefore = modelBefore === null || isCall(modelBefore.subject) ? null : { text: modelBefore.subject.reference, where }
  const baseline = await baselineReference(asInput('--baseline', given.baseline), declaredBefore, declared, chosen.baseline, repository)
  if (baseline.kind === 'absent') return baseline
  return resolveSubject(request, baseline.reference, { role: 'baseline', where: baseline.where }, subject)
}

function whereOf({ model, where }: FilesRequest): string {
  return where([model.name, model.subject.kind])
}

export function isCall(subject: DeclaredSubject): subject is DeclaredCall {
  return subject.kind === 'command' || subject.kind === 'endpoint'
}

/** A model's weights may lie in side files; the digest covers them. */
async function resolveSubject(
  request: Pick<FilesRequest, 'resolver' | 'released'>,
  reference: Reference,
  asked: Asked,
  subject: DeclaredSubject,
): Promise<ResolvedFile> {
  if (reference.kind === 'released') return resolveReleased(request, await request.released(), asked, subject)
  const { resolver } = request
  const file = await resolver.resolve(reference, asked)
  if (subject.kind !== 'onnx') return file
  const siblings = sideFiles(file)
  if (siblings.length === 0) return file
  const { files, sha256, bytes } = await resolver.resolveTogether(reference, siblings, {
    ...asked,
    role: `${asked.role}'s file of weights`,
  })
  return { ...files[0], sha256, bytes }
}

/** The journal names it, and its digest is checked: the reference alone could name another file by now. */
async function resolveReleased(
  request: Pick<FilesRequest, 'resolver' | 'released'>,
  released: Released,
  asked: Asked,
  subject: DeclaredSubject,
): Promise<ResolvedFile> {
  if (released.kind === 'none') {
    throw new UsageError({
      where: asked.where,
      found: `\`released\`: ${released.why}`,
      expected: 'a model that a rollout has promoted',
      remedy: 'Name a file, such as `git:<tag>:<path>`.',
    })
  }
  const reference = parseReference(released.reference, asked.where)
  if (reference.kind === 'released') throw new Error('the journal names a release by itself')
  const file = await resolveSubject(request, reference, asked, subject)
  if (file.sha256 === released.sha256) return file
  throw new MeasurementError(
    'DIGEST_MISMATCH',
    `The released model \`${released.reference}\` has the digest ${file.sha256}, and the rollout promoted ${released.sha256}`,
    'Find out who changed the file; until then name the model by a reference with its digest.',
  )
}

/** A file that cannot be read as a model has none; the worker says what is wrong with it, in its own process. */
function sideFiles(file: ResolvedFile): string[] {
  try {
    const locations = externalLocations(readModelFile(file.path, file.reference).model)
    return locations.every(isPlainRelative) ? locations : []
  } catch {
    return []
  }
}

/** Others are refused where the model is loaded, with the reason. */
function isPlainRelative(location: string): boolean {
  return !location.startsWith('/') && !location.split(/[/\\]/).includes('..')
}

/** Without a release there is nothing to add up against; whoever names another model means it. */
async function findAnchor(request: FilesRequest, notes: string[]): Promise<FoundModel | null> {
  const { model, anchor, where: whereOf } = request
  if (anchor === 'none') return null
  const where = whereOf([model.name, 'evaluate', 'anchor'])
  const asked = { role: 'anchor', where }
  if (anchor !== 'released' && isCall(model.subject)) return anchorCall(model.subject, anchor, { ...request, where })
  if (anchor !== 'released') return resolveSubject(request, parseReference(anchor, where), asked, model.subject)
  const released = await request.released()
  if (released.kind === 'released') return resolveReleased(request, released, asked, model.subject)
  notes.push(`No anchor: ${released.why}.`)
  return null
}

async function findData(request: FilesRequest, notes: string[]): Promise<readonly [DataFiles, ...DataFiles[]]> {
  const { given, model, modelBefore, chosen, repository } = request
  if (given.evaluationData !== null) {
    return [await resolveData(request, [parseReference(given.evaluationData, '--evaluation-data')], '--evaluation-data')]
  }
  const where = request.where([model.name, 'data', 'evaluation'])
  const ofCandidate = (revision: Revision) =>
    Promise.all(
      model.data.evaluation.map((text) =>
        candidateReference(null, { text, where }, revision === 'released' ? 'working-tree' : revision, repository),
      ),
    )
  const now = await resolveData(
    request,
    (await ofCandidate(chosen.candidate)).map(({ reference }) => reference),
    where,
  )
  if (given.baseline !== null && given.candidate !== null) return [now]
  const earlier = await Promise.all(
    (modelBefore ?? model).data.evaluation.map((text) =>
      baselineReference(null, { text, where }, { text, where }, chosen.baseline, repository),
    ),
  )
  const found = earlier.flatMap((one) => (one.kind === 'found' ? [one.reference] : []))
  if (found.length < earlier.length) {
    if (chosen.baseline !== null)
      notes.push('The evaluation data is not in the baseline’s commit, so both models are judged on the data at hand.')
    return [now]
  }
  const then = await resolveData(request, found, where)
  return then.sha256 === now.sha256 ? [now] : [then, now]
}

/** All files of some references as one data set. @param role what the data are for, in messages */
export async function resolveData(
  { resolver }: Pick<FilesRequest, 'resolver'>,
  references: readonly Reference[],
  where: string,
  role = 'evaluation data',
): Promise<DataFiles> {
  const sets: ResolvedSet[] = []
  for (const reference of references) sets.push(await resolver.resolveAll(reference, { role, where }))
  const [only, ...others] = sets
  if (only === undefined) throw new Error('a policy without evaluation data')
  const sha256 = others.length === 0 ? only.sha256 : digestSet(sets.map((set) => ({ name: set.reference, ...set }))).sha256
  const files = sets.flatMap((set) => set.files)
  return { files, reference: sets.map((set) => set.reference).join(', '), sha256, format: formatOf(files, where) }
}
