import { join, resolve } from 'node:path'
import type { Annotation } from '../../host/annotations.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import { writeAtomically } from '../../host/files.ts'
import type { World } from '../../host/world.ts'
import { exitCodeOf, worst } from '../../judge/exit-code.ts'
import { couldNotMeasure } from '../../judge/judgement.ts'
import { makeVerdict, renderVerdict, type Verdict } from '../../judge/verdict.ts'
import { type CommitReport, renderCommitReport } from '../../report/comment/render-comment.ts'
import { type Absence, type Answer, type Expected, type Handed, type Settled, settle } from '../../report/settle.ts'
import { GATES } from '../gates.ts'
import { verdictFileName } from '../publish-verdicts.ts'
import type { Session } from '../session.ts'
import { sharedFacts } from '../verdict-facts.ts'
import { annotationsOf } from './annotations.ts'
import { type Occasion, readOccasion } from './occasion.ts'
import type { ReportPorts } from './ports.ts'
import { renderForTerminal } from './render-for-terminal.ts'
import { type Shown, showOnGitHub } from './show-on-github.ts'

export type ReportInputs = {
  readonly out: string
  readonly json: boolean
  readonly githubToken: string | null
  readonly comment: 'auto' | 'never'
  readonly check: 'auto' | 'never'
  /** Name of the check run; with the policy's path it tells this report's comment from others'. */
  readonly checkName: string
}

export type ReportRequest = {
  readonly session: Session
  /** All verdicts there are, also of other commits and models: which count is settled here. */
  readonly handed: readonly Handed[]
  /** Sentences of ours, plain text. */
  readonly notes: readonly string[]
  readonly inputs: ReportInputs
  readonly ports: ReportPorts
}

const REPORT = 'report.md'
const PAGE = 'report.html'

/**
 * Says in all places what the gates found, and returns the exit code of the worst verdict. What cannot be published is said in the
 * places that can be reached, and changes neither.
 */
export async function publishReport(request: ReportRequest, world: World): Promise<ExitCode> {
  const { session, handed, inputs, notes } = request
  const startedAt = new Date()
  const occasion = readOccasion(world.run)
  const subject = {
    headSha: occasion.headSha,
    runId: occasion.reportsOther ? occasion.run.id : null,
    policySha256: session.policy.sha256,
  }
  const settled = settle(expectedOf(session), handed, subject, (absence) => absent(absence, session, world, startedAt))
  const verdicts = settled.answers.map(({ verdict }) => verdict)
  const report = await describe(settled, occasion, request, world)
  // Before anything that can hang or be cancelled: the report is on disk whatever comes after.
  writeAtomically(join(inputs.out, REPORT), renderCommitReport(report), world.onCleanup)
  const annotations = annotationsOf(settled.answers, session)
  const shown = await showOnGitHub({ report, occasion, annotations, inputs, ports: request.ports }, world)
  for (const problem of shown.problems) world.host.log.info(problem)
  // A check run shows them at their lines; told to the runner too, each would stand there twice.
  const toRunner = [...(shown.checkUrl === null ? annotations : []), ...shown.problems.map(unpublished)]
  await tell({ ...report, notes: [...notes, ...shown.problems] }, shown, toRunner, request, world)
  await savePage(report, inputs.out, world)
  return exitCodeOf(verdicts)
}

/** The gates that the policy configures, for the models that were asked for, and what their rollouts have come to where they say it. */
export function expectedOf({ models }: Pick<Session, 'models'>): Expected[] {
  return models.flatMap((model) => [
    ...GATES.filter((gate) => gate.configured(model)).map((gate) => ({ model: model.name, gate: gate.name })),
    ...(model.rollout === null ? [] : [{ model: model.name, gate: 'rollout', optional: true }]),
  ])
}

function absent({ model, gate, ...problem }: Absence, session: Session, world: World, startedAt: Date): Verdict {
  const facts = sharedFacts({ world, session, model: { name: cut(model) }, gate: cut(gate), startedAt, measuredOn: null })
  const subject = { candidate: null, baseline: null, data: [] }
  return makeVerdict({ ...facts, subject }, couldNotMeasure({ ...problem, message: cut(problem.message) }))
}

/** A file's name or a parser's words can be longer than a verdict may hold. */
function cut(text: string): string {
  return text.length <= MAX_TEXT_CHARS
    ? text
    : `${Array.from(text)
        .slice(0, MAX_TEXT_CHARS / 2)
        .join('')}…`
}
const MAX_TEXT_CHARS = 2_000

async function describe(
  settled: Settled,
  occasion: Occasion,
  { session, notes }: ReportRequest,
  { run, cwd }: World,
): Promise<CommitReport> {
  const { headSha, pullRequest, reportsOther, fork } = occasion
  const policyPath = (await session.repository?.pathInTree(resolve(cwd, session.policyPath))) ?? session.policyPath
  return {
    settled,
    place: { headSha, policyPath: policyPath.replaceAll('\\', '/'), pullRequest },
    runUrl: run === null ? null : `${run.serverUrl}/${run.repository}/actions/runs/${occasion.run.id}`,
    claim: reportsOther && fork,
    notes,
  }
}

/** Terminal or log, summary, outputs, annotations and files, all at once. */
async function tell(report: CommitReport, shown: Shown, annotations: readonly Annotation[], { inputs }: ReportRequest, world: World) {
  const { answers } = report.settled
  const { out, json } = inputs
  const verdicts = answers.map(({ verdict }) => verdict)
  const word = worst(verdicts)
  const first = answers.find(({ verdict }) => verdict.verdict === word)
  const markdown = renderCommitReport(report)
  await world.host.publish({
    out,
    files: new Map([...verdictFiles(answers, out, world), [REPORT, markdown]]),
    markdown,
    stdout: json ? { kind: 'json', value: verdicts } : { kind: 'text', text: renderForTerminal(report, world.host) },
    outputs: {
      verdict: word,
      ...(first === undefined ? {} : { 'reason-code': first.verdict.reasonCode }),
      ...(first === undefined || !isOfGate(first) ? {} : { 'verdict-file': join(out, verdictFileName(first)) }),
      'report-file': join(out, REPORT),
      ...(shown.commentUrl === null ? {} : { 'comment-url': shown.commentUrl }),
      ...(shown.checkUrl === null ? {} : { 'check-url': shown.checkUrl }),
    },
    annotations,
  })
}

/** What a gate wrote, not what this report made of a missing or unreadable file. */
function isOfGate({ origin, verdict }: Answer): boolean {
  return origin !== null && verdict.reasonCode !== 'VERDICT_UNREADABLE'
}

/** The verdicts that counted, where they do not lie there already. */
function verdictFiles(answers: readonly Answer[], out: string, { cwd }: World): [string, string][] {
  return answers.filter(isOfGate).flatMap((answer) => {
    const name = verdictFileName(answer)
    return resolve(cwd, answer.origin ?? '') === resolve(cwd, out, name) ? [] : [[name, renderVerdict(answer.verdict)]]
  })
}

/** Comes last: where a gate has brought curves, the drawing library is the slowest part, and nobody waits for the page. */
async function savePage({ settled, place }: CommitReport, out: string, world: World): Promise<void> {
  try {
    const { renderHtml } = await import('../../report/html/render-html.ts')
    const page = await renderHtml({ verdicts: settled.answers.map(({ verdict }) => verdict), commit: place.headSha })
    writeAtomically(join(out, PAGE), page, world.onCleanup)
  } catch (error) {
    world.host.log.info(`${PAGE} could not be made: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function unpublished(message: string): Annotation {
  return { level: 'warning', title: 'The report could not be shown everywhere', message }
}
