import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import { writeAtomically } from '../host/files.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { renderVerdict } from '../judge/verdict.ts'
import { GATES } from './gates.ts'
import { judgeAnyway, worstExitCode } from './judge-anyway.ts'
import { verdictFileName } from './publish-verdicts.ts'
import { GITHUB, type ReportPorts } from './report/ports.ts'
import { publishReport, type ReportRequest } from './report/publish-report.ts'
import { openSession, type Session } from './session.ts'

/** All offline gates that the policy asks for, then one report. A gate that fails, or breaks, hides no other. */
export async function gate(inputs: InputsOf<'gate'>, world: World, ports: ReportPorts = GITHUB): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  const asked = session.models.flatMap((model) => GATES.filter((one) => one.configured(model)).map((one) => ({ gate: one, model })))
  if (asked.length === 0) throw nothingAsked(session)
  const handed: ReportRequest['handed'][number][] = []
  const exitCodes: ExitCode[] = []
  for (const one of asked) {
    const { verdict, exitCode } = await judgeAnyway(one, inputs, session, world)
    // At once: whatever ends the step later, what was judged by then is on disk.
    const origin = join(inputs.out, verdictFileName(verdict))
    writeAtomically(origin, renderVerdict(verdict), world.onCleanup)
    handed.push({ kind: 'verdict', origin, verdict })
    exitCodes.push(exitCode)
  }
  exitCodes.push(await publishReport({ session, handed, notes: [], inputs, ports }, world))
  return worstExitCode(exitCodes)
}

function nothingAsked({ models, policyPath }: Session): UsageError {
  return new UsageError({
    where: policyPath,
    found: `no gate for ${models.map(({ name }) => name).join(', ')}`,
    expected: `at least one of ${GATES.map(({ name }) => `\`${name}\``).join(', ')} in a model's block`,
    remedy: 'For example `evaluate: { metrics: { roc_auc: { margin: 0.005 } } }`.',
  })
}
