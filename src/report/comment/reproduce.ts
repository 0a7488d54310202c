import { posix } from 'node:path'
import type { Answer } from '../settle.ts'

export type Place = {
  /** The commit whose files were judged; null on a terminal. */
  readonly headSha: string | null
  readonly policyPath: string
  /** Fetches the commit where a plain `git fetch <commit>` does: a pull request's number, for the head of a fork. */
  readonly pullRequest: number | null
}

/**
 * The one command that repeats a verdict on a laptop, as words of a command line; null where what was compared cannot be named by a
 * commit (`released`, a command). A reference that runs something is never repeated: whoever pastes it would run it.
 */
export function reproduceCommand({ verdict, model, gate }: Answer, place: Place): readonly string[] | null {
  const { candidate, baseline, data } = verdict.subject
  // What live traffic said cannot be asked again; `sluice replay` decides from the journal anew.
  if (candidate === null || UNSEEN.test(model) || verdict.rollout !== null) return null
  const named = (text: string) => atCommit(text, place)
  const subject = named(candidate.reference)
  const before = baseline === null ? null : named(baseline.reference)
  const judgedOn = data.find(({ role }) => role === 'evaluation')
  const rows = judgedOn === undefined ? null : named(judgedOn.reference)
  if (subject === null || (baseline !== null && before === null) || (judgedOn !== undefined && rows === null)) return null
  return [
    'sluice',
    gate,
    ...['--policy', place.policyPath],
    ...['--model', model],
    ...['--candidate', subject],
    ...(before === null ? [] : ['--baseline', before]),
    ...(rows === null || gate !== 'evaluate' ? [] : ['--evaluation-data', rows]),
  ]
}

/** For a POSIX shell: whatever the word holds, it is one word, on one line. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

/** A path of the checkout becomes that path of the commit; what already names a commit or a digest stays. */
function atCommit(reference: string, { headSha, policyPath }: Place): string | null {
  if (UNSEEN.test(reference)) return null
  if (/^git:[0-9a-f]{40,64}:[^,]+$/.test(reference) || /^https:\/\/\S+#sha256=[0-9a-f]{64}$/.test(reference)) return reference
  // Other schemes, a list of several references, paths outside of the repository: not one file of a commit.
  if (headSha === null || reference.startsWith('-') || reference.startsWith('/')) return null
  if (reference === 'released' || /^[A-Za-z][A-Za-z0-9+.-]+:/.test(reference) || reference.includes(', ')) return null
  const path = posix.join(posix.dirname(policyPath), reference)
  return path.startsWith('..') || path.startsWith('/') ? null : `git:${headSha}:${path}`
}

/** Line breaks, control, invisible and broken characters: whoever pastes it could not see them. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u
