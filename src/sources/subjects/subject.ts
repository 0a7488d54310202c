import type { Repository } from '../git/repository.ts'
import { matchInCommit } from '../references/git.ts'
import { parseReference, type Reference } from '../references/parse.ts'
import type { Revision } from './choose.ts'

/** A reference as an input or a policy writes it, and where it stands. */
export type Declared = { readonly text: string; readonly where: string }

export type Found = { readonly kind: 'found'; readonly reference: Reference; readonly where: string }
export type Absent = { readonly kind: 'absent'; readonly reasonCode: 'NO_BASELINE'; readonly why: string }

type Trees = Pick<Repository, 'pathInTree' | 'findFile' | 'listFiles'>

/** What the input names, else what the policy names at the candidate's revision. */
export async function candidateReference(
  input: Declared | null,
  policy: Declared,
  revision: Revision,
  repository: Trees | null,
): Promise<Found> {
  if (input !== null) return found(input)
  if (revision === 'released') return released('--candidate')
  const reference = await referenceAt(policy, revision, repository)
  // Outside the repository there is only one version of it, and the candidate is what is there.
  return reference === null ? found(policy) : { kind: 'found', reference, where: policy.where }
}

/**
 * What the input names, else what the policy of the baseline's own commit names there: a pull request that moves the model, or
 * changes the digest of an address, is compared with what stood there before. Serves the evaluation data of the base as well.
 *
 * @param policyAtBase null when that commit has no policy, or none for this model
 */
export async function baselineReference(
  input: Declared | null,
  policyAtBase: Declared | null,
  policyAtHead: Declared,
  revision: Revision | null,
  repository: Trees | null,
): Promise<Found | Absent> {
  if (input !== null) return found(input)
  if (revision === null || repository === null) return absent('there is no commit to compare with')
  if (revision === 'released') return released('--baseline')
  const declared = policyAtBase ?? policyAtHead
  const reference = await referenceAt(declared, revision, repository)
  if (reference === null) return absent(`\`${declared.text}\` lies outside the repository, so no commit has an earlier version of it`)
  if (policyAtBase === null && reference.kind !== 'git') {
    return absent(`the policy at the baseline's commit does not name the model, and \`${reference.text}\` is the candidate itself`)
  }
  if (revision !== 'working-tree' && reference.kind === 'git' && reference.revision === revision.commit) {
    const files = await matchInCommit(repository, revision.commit, reference.path)
    if (files.length === 0) return absent(`\`${reference.path}\` does not exist at ${revision.commit.slice(0, 12)}`)
  }
  return { kind: 'found', reference, where: declared.where }
}

/** A path stands for the file at the revision; every other reference means the same everywhere. null: outside the repository. */
export async function referenceAt(declared: Declared, revision: Revision, repository: Trees | null): Promise<Reference | null> {
  const reference = parseReference(declared.text, declared.where)
  if (reference.kind !== 'path' || typeof revision === 'string') return reference
  const path = (await repository?.pathInTree(reference.path)) ?? null
  if (path === null) return null
  return { kind: 'git', revision: revision.commit, path, glob: reference.glob, text: `git:${revision.commit}:${path}` }
}

function found({ text, where }: Declared): Found {
  return { kind: 'found', reference: parseReference(text, where), where }
}

function released(where: string): Found {
  return { kind: 'found', reference: { kind: 'released', text: 'released' }, where }
}

function absent(why: string): Absent {
  return { kind: 'absent', reasonCode: 'NO_BASELINE', why }
}
