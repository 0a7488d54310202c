import { createHash } from 'node:crypto'
import { parseReference } from '../../sources/references/parse.ts'
import type { FoundCall, FoundModel, ResolvedFile } from '../../sources/scored-rows.ts'
import type { Revision } from '../../sources/subjects/choose.ts'
import { type Absent, baselineReference, candidateReference, type Declared } from '../../sources/subjects/subject.ts'
import type { DeclaredCommand, DeclaredEndpoint } from './evaluated-model.ts'
import type { FilesRequest } from './model-files.ts'

/** A command or an endpoint of one arm: the digest is of what is declared, because the bytes that answer are not at hand. */
export type FoundCalled = ResolvedFile & { readonly call: FoundCall }

export type DeclaredCall = DeclaredCommand | DeclaredEndpoint

type Place = Pick<FilesRequest, 'repository' | 'resolver' | 'chosen' | 'given'> & { readonly where: string }

/** `--candidate` is an address, a command, or with `call.file` the file that the command loads. */
export async function candidateCall(subject: DeclaredCall, place: Place): Promise<FoundCalled> {
  const { given, chosen } = place
  if (subject.kind === 'endpoint') return endpointOf(given.candidate ?? subject.url, subject)
  const revision = given.candidate === null ? chosen.candidate : 'working-tree'
  if (subject.call.file === null) return commandOf(subject, given.candidate ?? subject.command, null, revision, place)
  const declared = { text: subject.call.file, where: place.where }
  const { reference, where } = await candidateReference(
    asInput('--candidate', given.candidate),
    declared,
    chosen.candidate,
    place.repository,
  )
  const file = await place.resolver.resolve(reference, { role: 'candidate', where })
  return commandOf(subject, subject.command, file, revision, place)
}

/**
 * What the candidate is compared with: what the input names, else the policy's `call.baseline`, else what the policy of the
 * baseline's commit declares. A command runs there in that commit's own files, so that code counts as well as a model file; the same
 * address or command in the same files would be compared with itself, and is no baseline.
 *
 * @param before as the baseline's commit declares the model; null when it does not
 */
export async function baselineCall(
  subject: DeclaredCall,
  before: DeclaredCall | null,
  candidate: FoundModel,
  place: Place,
): Promise<FoundCalled | Absent> {
  const { given, chosen } = place
  const named = given.baseline ?? subject.call.baseline
  if (subject.kind === 'endpoint') {
    if (named !== null) return endpointOf(named, subject)
    if (before?.kind !== 'endpoint') return absent('the policy at the baseline’s commit names no endpoint of it')
    const found = endpointOf(before.url, before)
    return found.sha256 === candidate.sha256 ? absent('the policy at the baseline’s commit names the same endpoint') : found
  }
  if (subject.call.file === null && named !== null) return commandOf(subject, named, null, 'working-tree', place)
  const declared = before?.kind === 'command' ? before : subject
  if (declared.call.file === null) {
    if (typeof chosen.baseline !== 'object' || chosen.baseline === null || place.repository === null)
      return absent('there is no commit to compare with')
    if (before === null) return absent('the policy at the baseline’s commit does not name the model')
    return commandOf(declared, declared.command, null, chosen.baseline, place)
  }
  return baselineWithFile(subject, declared, before, place)
}

async function baselineWithFile(
  subject: DeclaredCommand,
  declared: DeclaredCommand,
  before: DeclaredCall | null,
  place: Place,
): Promise<FoundCalled | Absent> {
  const { given, chosen, repository, resolver, where } = place
  const atBase = before?.kind === 'command' && before.call.file !== null ? { text: before.call.file, where } : null
  const head = { text: subject.call.file ?? '', where }
  const input = asInput('--baseline', given.baseline)
  const found = await baselineReference(input, atBase, head, chosen.baseline, repository)
  if (found.kind === 'absent') return found
  const file = await resolver.resolve(found.reference, { role: 'baseline', where: found.where })
  const isCommit = input === null && typeof chosen.baseline === 'object' && chosen.baseline !== null
  return commandOf(declared, declared.command, file, isCommit ? chosen.baseline : 'working-tree', place)
}

async function commandOf(
  subject: DeclaredCommand,
  command: string,
  file: ResolvedFile | null,
  revision: Revision,
  { resolver }: Place,
): Promise<FoundCalled> {
  const commit = typeof revision === 'object' ? revision.commit : null
  const folder = await resolver.folderAt(commit)
  const text = file === null ? command : command.replaceAll('{file}', shellWord(file.path))
  const reference = `${command}${file === null ? '' : ` with ${file.reference}`}${commit === null ? '' : ` at ${commit.slice(0, 12)}`}`
  const digest = digestOf({ command, file: file?.sha256 ?? null, commit, call: subject.call })
  return { reference, path: file?.path ?? '', sha256: digest, bytes: file?.bytes ?? 0, call: { text, folder } }
}

function endpointOf(url: string, { call }: DeclaredEndpoint): FoundCalled {
  return { reference: url, path: '', sha256: digestOf({ url, call }), bytes: 0, call: { text: url, folder: '' } }
}

/** Headers go in as they are declared, with the names of variables and not their values. */
function digestOf(declared: unknown): string {
  return createHash('sha256').update(JSON.stringify(declared)).digest('hex')
}

export function asInput(where: string, text: string | null): Declared | null {
  return text === null ? null : { text, where }
}

function absent(why: string): Absent {
  return { kind: 'absent', reasonCode: 'NO_BASELINE', why }
}

function shellWord(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}

/** The anchor of a command is its file, or another command; of an endpoint an address. */
export async function anchorCall(subject: DeclaredCall, text: string, place: Place): Promise<FoundCalled> {
  if (subject.kind === 'endpoint') return endpointOf(text, subject)
  if (subject.call.file === null) return commandOf(subject, text, null, 'working-tree', place)
  const file = await place.resolver.resolve(parseReference(text, place.where), { role: 'anchor', where: place.where })
  return commandOf(subject, subject.command, file, 'working-tree', place)
}

/** A sentence for the report: of such a model nobody can say that it is the same one as elsewhere. */
export function identityNote({ reference, call }: FoundModel, role: string): string[] {
  return call === undefined
    ? []
    : [`${role} (${reference}): its digest is of what the policy declares; what answers behind it is not covered.`]
}
