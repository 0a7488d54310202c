import { type CheckResult, openConformance } from '../adapters/registry.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { TargetError } from '../rollout/ports.ts'
import { durationFlag } from './duration-flag.ts'

type Inputs = InputsOf<'target'>

/** `sluice target test ./my-target`: whether a program keeps the contract of targets. It moves the traffic of whatever the program moves. */
export async function target(inputs: Inputs, world: World): Promise<ExitCode> {
  const run = inputs.program
  if (inputs.action === null || run === null) {
    throw new UsageError({
      where: 'sluice target',
      found: 'no program to test',
      expected: '`sluice target test <program>`',
      remedy: 'For example `sluice target test ./my-target`.',
    })
  }
  const { runConformance, openCommandBench } = await openConformance()
  const place = { folder: world.cwd, environment: world.environment.forChildren, signal: world.signal }
  const policy = { kind: 'command', run, timeout: durationFlag('time-limit', inputs.timeLimit, LIMITS) } as const
  const options = {
    settleMs: durationFlag('settle-time', inputs.settleTime, LIMITS),
    leaseMs: durationFlag('lease-time', inputs.leaseTime, LIMITS),
    promotes: inputs.promote,
  }
  const bench = await openCommandBench(policy, place, options).catch((error: unknown) => {
    throw error instanceof TargetError ? unusable(run, error) : error
  })
  const results = await runConformance(bench, null, (result) => world.host.log.info(renderResult(result)))
  const text = renderResults(results)
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: `\`\`\`\n${text.replaceAll('`', "'")}\n\`\`\`\n`,
    stdout: inputs.json ? { kind: 'json', value: { results } } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return results.some(({ outcome }) => outcome === 'broken') ? 3 : 0
}

function unusable(run: string, error: TargetError): UsageError {
  return new UsageError({
    where: `\`${run}\``,
    found: error.message,
    expected: 'an answer to `capabilities` by docs/contracts/target.md',
    remedy: 'Try it by hand: echo \'{"contract":1,"request":"capabilities"}\' | your program.',
  })
}

const LIMITS = { atLeast: '100ms', atMost: '1h', example: '10s' }

const WORDS = { kept: 'ok', broken: 'BROKEN', skipped: 'skipped' } as const
const WIDTH = 8

function renderResult({ name, outcome, why, rule }: CheckResult): string {
  return `${WORDS[outcome].padEnd(WIDTH)}${name}: ${outcome === 'kept' ? rule : why}`
}

function renderResults(results: readonly CheckResult[]): string {
  const broken = results.filter(({ outcome }) => outcome === 'broken')
  const summary =
    broken.length === 0
      ? 'The target keeps the contract.'
      : `The target breaks ${broken.length} of ${results.length} rules; a rollout on it would not be safe.`
  return `${results.map((result) => (result.outcome === 'broken' ? `${renderResult(result)}\n${' '.repeat(WIDTH)}rule: ${result.rule}` : renderResult(result))).join('\n')}\n\n${summary}`
}
