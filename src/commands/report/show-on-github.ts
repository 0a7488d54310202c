import { createHash } from 'node:crypto'
import type { Annotation } from '../../host/annotations.ts'
import type { World } from '../../host/world.ts'
import { worst } from '../../judge/exit-code.ts'
import type { VerdictWord } from '../../judge/verdict.ts'
import { plainHeadline } from '../../report/comment/headline.ts'
import { type CommitReport, renderCommitReport } from '../../report/comment/render-comment.ts'
import { isNewer, lastPush, readState, rememberedOf, renderState } from '../../report/comment/state.ts'
import { type CheckRun, type Publishing, PublishingRefused } from '../../report/ports.ts'
import type { Occasion } from './occasion.ts'
import type { ReportPorts } from './ports.ts'

export type ShowRequest = {
  readonly report: CommitReport
  readonly occasion: Occasion
  readonly annotations: readonly Annotation[]
  readonly inputs: {
    readonly githubToken: string | null
    readonly comment: 'auto' | 'never'
    readonly check: 'auto' | 'never'
    readonly checkName: string
  }
  readonly ports: Pick<ReportPorts, 'publishing'>
}

export type Shown = {
  readonly commentUrl: string | null
  readonly checkUrl: string | null
  /** What could not be shown, and the remedy: plain text, that may hold words of a server. */
  readonly problems: readonly string[]
}

const CONCLUSIONS = {
  pass: 'success',
  warn: 'neutral',
  inconclusive: 'failure',
  fail: 'failure',
  error: 'failure',
} as const satisfies Record<VerdictWord, CheckRun['conclusion']>

/** The comment and the check run, as far as there is a pull request and a token for them. Never throws for what GitHub refuses. */
export async function showOnGitHub(request: ShowRequest, world: World): Promise<Shown> {
  const { run, signal, host } = world
  const { inputs, ports } = request
  const nothing = { commentUrl: null, checkUrl: null, problems: [] }
  if (run === null || (inputs.comment === 'never' && inputs.check === 'never')) return nothing
  if (inputs.githubToken === null)
    return { ...nothing, problems: ['No token: the report is in this summary only. Set `github-token` to comment on the pull request.'] }
  const problems: string[] = []
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      problems.push(explain(what, error))
      return null
    }
  }
  const token = inputs.githubToken
  const publishing = await attempt('The report', () => ports.publishing({ token, run, signal, log: (line) => host.log.info(line) }))
  if (publishing === null) return { ...nothing, problems }
  const numbers = inputs.comment === 'never' ? [] : await pullRequests(request.occasion, publishing, attempt)
  let commentUrl: string | null = null
  for (const number of numbers) {
    const kept = await attempt(`The comment on pull request ${number}`, () => keepComment(number, publishing, request))
    commentUrl ??= kept?.url ?? null
  }
  const check = inputs.check === 'never' ? null : await attempt('The check run', () => keepCheck(publishing, request))
  return { commentUrl, checkUrl: check?.url ?? null, problems }
}

type Attempt = <T>(what: string, work: () => Promise<T>) => Promise<T | null>

/** From the event, or asked of the server by commit and repository; what an artifact says of itself is never looked at. */
async function pullRequests(
  { pullRequest, lookUp, headSha, headRepository }: Occasion,
  publishing: Publishing,
  attempt: Attempt,
): Promise<number[]> {
  if (pullRequest !== null) return [pullRequest]
  if (!lookUp || headSha === null || headRepository === null) return []
  const found = await attempt('The pull request of this run', async () => {
    const open = await publishing.findPullRequests({ sha: headSha, repository: headRepository })
    if (open.length === 0)
      throw new PublishingRefused(
        `no open pull request has the head ${headSha.slice(0, 12)}`,
        'It was closed, or a newer commit was pushed, whose own run reports.',
      )
    return open.map(({ number }) => number)
  })
  return found ?? []
}

function keepComment(number: number, publishing: Publishing, { report, occasion, inputs }: ShowRequest) {
  const marker = `<!-- sluice:report ${keyOf(report, inputs.checkName)} -->`
  return publishing.keepComment({
    pullRequest: number,
    marker,
    render(previous) {
      const was = previous === null ? null : readState(previous)
      if (was !== null && isNewer(was, { runId: occasion.run.id, attempt: occasion.run.attempt })) return null
      const headSha = occasion.headSha ?? ''
      const before = lastPush(was, headSha)
      const state = renderState({
        version: 1,
        runId: occasion.run.id,
        attempt: occasion.run.attempt,
        now: rememberedOf(headSha, report.settled),
        before,
      })
      const place = { ...report.place, pullRequest: number }
      return renderCommitReport({ ...report, place }, { marker, state, before, limit: 'comment' })
    },
  })
}

/** Reports of different policies or names are different comments of one pull request. */
function keyOf({ place }: CommitReport, checkName: string): string {
  return createHash('sha256').update(`${checkName}\n${place.policyPath}`).digest('hex').slice(0, KEY_CHARS)
}
const KEY_CHARS = 12

function keepCheck(publishing: Publishing, { report, occasion, annotations, inputs }: ShowRequest) {
  const { answers } = report.settled
  return publishing.keepCheck({
    name: inputs.checkName,
    headSha: occasion.headSha ?? '',
    conclusion: CONCLUSIONS[worst(answers.map(({ verdict }) => verdict))],
    title: plainHeadline(answers),
    summary: renderCommitReport(report, { limit: 'comment' }),
    detailsUrl: report.runUrl,
    annotations: annotations.flatMap(({ file, line, level, title, message }) =>
      file === undefined ? [] : [{ path: file, line: line ?? 1, level: level === 'error' ? ('failure' as const) : level, title, message }],
    ),
  })
}

/** Whatever it was, the verdict stands. */
function explain(what: string, error: unknown): string {
  if (error instanceof PublishingRefused) return `${what} could not be shown: ${error.message}. ${error.remedy}`.replace('..', '.')
  return `${what} could not be shown: ${error instanceof Error ? error.message : String(error)}`
}
