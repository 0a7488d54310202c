import { couldNotMeasure } from '../../../src/judge/judgement.ts'
import { makeVerdict, parseVerdict, type Verdict } from '../../../src/judge/verdict.ts'
import type { CommitReport } from '../../../src/report/comment/render-comment.ts'
import { type Absence, type Expected, type Handed, type Subject, settle } from '../../../src/report/settle.ts'
import { FACTS } from '../fixture-verdicts.ts'

export const HEAD = FACTS.run?.headSha ?? ''
const BASE = FACTS.run?.baseSha ?? ''
export const SUBJECT: Subject = { headSha: HEAD, runId: null, policySha256: FACTS.policy.sha256 }

export function asError({ model, gate, ...problem }: Absence): Verdict {
  return makeVerdict({ ...FACTS, model, gate, subject: { candidate: null, baseline: null, data: [] } }, couldNotMeasure(problem))
}

/** With the whole name of the baseline's commit, as a gate writes it. */
function withWholeCommits(verdict: Verdict): Verdict {
  return parseVerdict(JSON.stringify(verdict).replaceAll('git:badcafe:', `git:${BASE}:`), 'fixture')
}

export function handed(verdict: Verdict, origin = `sluice-out/${verdict.model}.${verdict.gate}.verdict.json`): Handed {
  return { kind: 'verdict', origin, verdict: withWholeCommits(verdict) }
}

/** What a report job would say about these verdicts; by default the policy asks for just these. */
export function reportOf(
  verdicts: readonly Verdict[],
  changes: Partial<CommitReport> & { expected?: readonly Expected[] } = {},
): CommitReport {
  const { expected = verdicts, ...rest } = changes
  const settled = settle(
    expected.map(({ model, gate }) => ({ model, gate })),
    verdicts.map((verdict) => handed(verdict)),
    SUBJECT,
    asError,
  )
  return {
    settled,
    place: { headSha: HEAD, policyPath: 'sluice.yml', pullRequest: 12 },
    runUrl: 'https://github.com/acme/models/actions/runs/4711',
    claim: false,
    notes: [],
    ...rest,
  }
}
