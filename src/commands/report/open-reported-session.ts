import { cpus } from 'node:os'
import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import { couldNotMeasure } from '../../judge/judgement.ts'
import { REASONS } from '../../judge/reason-codes.ts'
import { makeVerdict, type Verdict } from '../../judge/verdict.ts'
import { openSession, type Session, type SessionInputs } from '../session.ts'
import { readOccasion } from './occasion.ts'
import type { ReportPorts } from './ports.ts'
import type { ReportInputs } from './publish-report.ts'
import { showOnGitHub } from './show-on-github.ts'

/**
 * Opens the session; a policy that cannot be read is said in the comment and the check run before the call ends, because what stands
 * there is about an earlier push, and may be a pass.
 *
 * @throws UsageError as openSession does
 */
export async function openReportedSession(inputs: SessionInputs & ReportInputs, world: World, ports: ReportPorts): Promise<Session> {
  try {
    return await openSession(inputs, world)
  } catch (error) {
    if (error instanceof UsageError && world.run !== null) await say(error, inputs, world, ports)
    throw error
  }
}

async function say(error: UsageError, inputs: SessionInputs & ReportInputs, world: World, ports: ReportPorts): Promise<void> {
  const occasion = readOccasion(world.run)
  const { headSha, pullRequest, reportsOther, fork } = occasion
  const answer = { model: inputs.policy, gate: 'policy', verdict: verdictOf(error, inputs.policy, world), origin: null }
  const { serverUrl = '', repository = '' } = world.run ?? {}
  const report = {
    settled: { answers: [answer], setAside: [] },
    place: { headSha, policyPath: inputs.policy, pullRequest },
    runUrl: `${serverUrl}/${repository}/actions/runs/${occasion.run.id}`,
    claim: reportsOther && fork,
    notes: [],
  }
  // The runner shows the error at its line by itself, when the call ends.
  const shown = await showOnGitHub({ report, occasion, annotations: [], inputs, ports }, world)
  for (const problem of shown.problems) world.host.log.info(problem)
}

function verdictOf({ message, remedy }: UsageError, path: string, { program }: World): Verdict {
  const now = new Date().toISOString()
  return makeVerdict(
    {
      model: path,
      gate: 'policy',
      run: null,
      subject: { candidate: null, baseline: null, data: [] },
      policy: { path, sha256: 'none', source: 'none' },
      environment: {
        sluice: program.version,
        node: process.versions.node,
        onnxruntime: null,
        cpu: cpus()[0]?.model ?? 'unknown',
        features: [],
      },
      startedAt: now,
      finishedAt: now,
    },
    couldNotMeasure({ reasonCode: 'USAGE_ERROR', message: inFewChars(message), remedy: inFewChars(remedy || REASONS.USAGE_ERROR.remedy) }),
  )
}

function inFewChars(text: string): string {
  return Array.from(text.slice(0, MAX_CHARS)).join('')
}
/** A verdict holds 4,000; a policy with a hundred problems has more to say, in the log. */
const MAX_CHARS = 1_500
