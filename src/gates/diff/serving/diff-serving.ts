import { MeasurementError } from '../../../errors.ts'
import type { Comparison } from '../../../judge/comparison.ts'
import type { Lockfile } from '../../../sources/lockfiles/lockfile.ts'
import { check } from '../distribution/compare-columns.ts'
import { type DiffPart, type Finding, NOTHING_FOUND } from '../finding.ts'
import { checkDeclared, type Served } from './check-versions.ts'
import { diffPackages, findUnpinned } from './diff-packages.ts'
import { readLockfile } from './read-lockfile.ts'
import type { ServingFile } from './serving-files.ts'

export type ServingDiff = DiffPart & {
  /** What the lock files of the candidate's commit install. */
  readonly served: readonly Served[]
}

/** What serves the model beside the model itself: packages, images, preprocessing code and tokenizers. */
export function diffServing(files: readonly ServingFile[], declaredRuntime: string | null): ServingDiff {
  const parts = files.map((file) => (file.kind === 'lockfile' ? diffLockfile(file) : diffFile(file)))
  const served = parts.flatMap((part) => part.served)
  return {
    ...NOTHING_FOUND,
    comparisons: parts.flatMap(({ comparisons }) => comparisons),
    findings: [...parts.flatMap(({ findings }) => findings), ...checkDeclared(declaredRuntime, served)],
    notes: parts.flatMap(({ notes }) => notes),
    served,
  }
}

const NOTHING: ServingDiff = { ...NOTHING_FOUND, served: [] }

/** A file that cannot be read is a check with the outcome `error`: what serves is then unknown. */
function diffLockfile({ path, before, after, hasBaseline }: ServingFile): ServingDiff {
  if (after === null) return { ...NOTHING, findings: [{ ...gone(path), rule: 'DEPENDENCY_CHANGED' }] }
  const now = attempt(() => readLockfile(path, after))
  if (now instanceof MeasurementError) return { ...NOTHING, comparisons: [unreadable(path, now)] }
  const then = before === null ? null : attempt(() => readLockfile(path, before))
  const served = [...now.packages].map(([name, { versions }]) => ({ name, versions, path }))
  const found = compare(path, hasBaseline, then, now)
  const findings = [...found.findings, ...findUnpinned(path, now)].map((finding) => ({ digest: after.sha256, ...finding }))
  return { ...NOTHING, findings, notes: [...found.notes, ...now.notes.map((note) => `${path}: ${note}`)], served }
}

function compare(path: string, hasBaseline: boolean, then: Lockfile | MeasurementError | null, now: Lockfile) {
  if (then instanceof MeasurementError) {
    const message = 'The lock file could not be read at the baseline’s commit, so nobody can say what changed.'
    return { findings: [{ rule: 'DEPENDENCY_CHANGED', subject: path, message, evidence: then.message } as const], notes: [] }
  }
  if (then !== null) return diffPackages(path, then, now)
  return { findings: [], notes: hasBaseline ? [`${path} is new: there is no earlier version to compare with.`] : [] }
}

/** Code and tokenizers are compared by their bytes: any change may change what the model is fed. */
function diffFile({ path, before, after, hasBaseline }: ServingFile): ServingDiff {
  if (after === null) return { ...NOTHING, findings: [{ ...gone(path), rule: 'SERVING_FILE_CHANGED', severity: 'breaking' }] }
  if (!hasBaseline || before?.sha256 === after.sha256) return NOTHING
  const message = before === null ? 'The file is new.' : 'The file has other bytes.'
  const evidence = `sha256 ${before?.sha256.slice(0, 12) ?? 'none'} → ${after.sha256.slice(0, 12)}`
  const finding: Finding = { rule: 'SERVING_FILE_CHANGED', subject: path, message, evidence, digest: after.sha256 }
  return { ...NOTHING, findings: [finding] }
}

function gone(path: string): Pick<Finding, 'subject' | 'message' | 'evidence'> {
  return { subject: path, message: 'The file is gone.', evidence: '' }
}

function attempt<T>(read: () => T): T | MeasurementError {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof MeasurementError) return cause
    throw cause
  }
}

function unreadable(path: string, { reasonCode, message }: MeasurementError): Comparison {
  return check({
    id: 'DEPENDENCY_CHANGED',
    metric: 'packages',
    slice: path,
    margin: 0,
    measured: { kind: 'error', reasonCode, why: message },
  })
}
