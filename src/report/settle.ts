import type { ReasonCode } from '../judge/reason-codes.ts'
import type { Verdict, VerdictWord } from '../judge/verdict.ts'

/** A verdict that must be there: the policy configures this gate for this model. */
export type Expected = {
  readonly model: string
  readonly gate: string
  /** It counts where it was handed in, and is not missed where it was not: a rollout comes after the gates, or not at all. */
  readonly optional?: boolean
}

/** What was handed in. `origin` names the file (and artifact) in messages. */
export type Handed =
  | {
      readonly kind: 'verdict'
      readonly origin: string
      readonly verdict: Verdict
      /** Of the file's text; left out where there is no file. */
      readonly sha256?: string
    }
  | { readonly kind: 'unreadable'; readonly origin: string; readonly why: string }

/** What makes a verdict one of this report: others are shown and do not count. */
export type Subject = {
  /** The commit that the report is about; null on a terminal, where nothing says which it is. */
  readonly headSha: string | null
  /** Only verdicts of this run, where the platform says which run handed them in. */
  readonly runId: number | null
  readonly policySha256: string
}

export type Answer = {
  readonly model: string
  readonly gate: string
  readonly verdict: Verdict
  /** null: nothing was handed in, and the verdict is this report's own. */
  readonly origin: string | null
}

/** A verdict that does not count, with the reason in a sentence. */
export type SetAside = Expected & { readonly origin: string; readonly word: VerdictWord; readonly why: string }

export type Settled = {
  /** One for everything that the policy asks for, in the policy's order, then what could not be read. */
  readonly answers: readonly Answer[]
  readonly setAside: readonly SetAside[]
}

/** Why there is no verdict, for the verdict that says so. */
export type Absence = Expected & { readonly reasonCode: ReasonCode; readonly message: string; readonly remedy: string }

/**
 * Which of the verdicts handed in count. Nothing that the policy asks for is passed over in silence: what is missing, of another
 * commit, under another policy or unreadable becomes an error.
 *
 * @param asError makes the verdict of what is absent
 */
export function settle(
  expected: readonly Expected[],
  handed: readonly Handed[],
  subject: Subject,
  asError: (absence: Absence) => Verdict,
): Settled {
  const setAside: SetAside[] = []
  const put = (one: Readable, why: string) =>
    setAside.push({ model: one.verdict.model, gate: one.verdict.gate, origin: one.origin, word: one.verdict.verdict, why })
  const current: Readable[] = []
  for (const one of handed) {
    if (one.kind !== 'verdict') continue
    const why = isExpected(expected, one.verdict) ? whyNot(one.verdict, subject) : 'the policy asks for no such verdict'
    if (why === null) current.push(one)
    else put(one, why)
  }
  const answers = expected.flatMap(({ optional = false, ...asked }): Answer[] => {
    const [first, ...others] = current.filter(({ verdict }) => isSame(verdict, asked)).sort(byPrecedence)
    for (const other of others.filter(({ verdict }) => JSON.stringify(verdict) !== JSON.stringify(first?.verdict))) {
      put(other, 'another verdict of the same gate goes before it: that of the newest run and attempt, of two there the worse')
    }
    if (first !== undefined) return [{ ...asked, verdict: first.verdict, origin: first.origin }]
    return optional ? [] : [{ ...asked, verdict: asError(absenceOf(asked, setAside)), origin: null }]
  })
  const unreadable = handed.flatMap((one) => (one.kind === 'unreadable' ? [one] : []))
  return { answers: [...withUnreadable(answers, unreadable, asError)], setAside }
}

/** Stands for the gate of a file whose name tells none. */
export const NO_GATE = 'verdict file'

type Readable = Extract<Handed, { kind: 'verdict' }>
type Unreadable = Extract<Handed, { kind: 'unreadable' }>

/** A file that cannot be read may hold the newest verdict of its gate: it takes the place of what it is named after. */
function withUnreadable(answers: readonly Answer[], files: readonly Unreadable[], asError: (absence: Absence) => Verdict): Answer[] {
  const result = [...answers]
  for (const { origin, why } of files) {
    const [, model = origin, gate = NO_GATE] = /([^/\\]+)\.([a-z-]+)\.verdict\.json$/.exec(origin) ?? []
    const message = `The verdict file ${origin} cannot be read: ${why}`
    const remedy =
      'Hand in the file as a gate wrote it, by the same version of Sluice, or take it out of the verdicts that the report is given.'
    const answer = { model, gate, origin, verdict: asError({ model, gate, reasonCode: 'VERDICT_UNREADABLE', message, remedy }) }
    const at = result.findIndex((other) => isSame(other, answer))
    if (at === -1) result.push(answer)
    else result[at] = answer
  }
  return result
}

function whyNot({ run, policy }: Verdict, { headSha, runId, policySha256 }: Subject): string | null {
  if (headSha !== null) {
    if (run === null || run.headSha === null) return 'it does not say which commit it is of'
    if (run.headSha !== headSha) return `it is of another commit, ${short(run.headSha)}; this report is about ${short(headSha)}`
    if (runId !== null && run.id !== runId) return `it says that it is of run ${run.id}, and run ${runId} handed it in`
  }
  return policy.sha256 === policySha256
    ? null
    : `it was judged under another policy (sha256 ${short(policy.sha256)}) than the one at hand (${short(policySha256)})`
}

function absenceOf(asked: Expected, setAside: readonly SetAside[]): Absence {
  const others = setAside.filter((other) => isSame(other, asked))
  const what = `The policy asks for ${asked.gate} of ${asked.model}`
  const [first] = others
  if (first === undefined) {
    return {
      ...asked,
      reasonCode: 'MISSING_GATE',
      message: `${what}, and no verdict was handed in.`,
      remedy: 'Look at its job: it was skipped, cancelled or broke off, or its verdict is not among those that the report was given.',
    }
  }
  return {
    ...asked,
    reasonCode: 'MISSING_GATE',
    message: `${what}, and no verdict counts: ${others.length === 1 ? `one says ${first.word}, but ` : `the first of ${others.length} says ${first.word}, but `}${first.why}.`,
    remedy: 'Run the gate again, on this commit and under this policy.',
  }
}

/** Newest run, then newest attempt; of two from one attempt the worse, so that a pass never hides a fail; then by time and name. */
function byPrecedence(a: Readable, b: Readable): number {
  const [one, other] = [a.verdict, b.verdict]
  return (
    (other.run?.id ?? 0) - (one.run?.id ?? 0) ||
    (other.run?.attempt ?? 0) - (one.run?.attempt ?? 0) ||
    FROM_WORST.indexOf(one.verdict) - FROM_WORST.indexOf(other.verdict) ||
    compareText(other.finishedAt, one.finishedAt) ||
    compareText(a.origin, b.origin)
  )
}

const FROM_WORST: readonly VerdictWord[] = ['error', 'fail', 'inconclusive', 'warn', 'pass']

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function isExpected(expected: readonly Expected[], verdict: Expected): boolean {
  return expected.some((asked) => isSame(asked, verdict))
}

function isSame(one: Expected, other: Expected): boolean {
  return one.model === other.model && one.gate === other.gate
}

function short(digest: string): string {
  return digest.slice(0, 12)
}
