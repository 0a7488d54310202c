import { join } from 'node:path'
import { COST_METRIC } from '../gates/benchmark/cost/cost-metric.ts'
import type { Annotation } from '../host/annotations.ts'
import type { Outputs } from '../host/outputs.ts'
import type { World } from '../host/world.ts'
import { worst } from '../judge/exit-code.ts'
import { renderVerdict, type Verdict } from '../judge/verdict.ts'
import { renderReport } from '../report/markdown-report.ts'
import { renderTerminalReport } from '../report/terminal-report.ts'

const REPORT = 'report.md'
const DEFAULT_COLUMNS = 100

export function verdictFileName({ model, gate }: Pick<Verdict, 'model' | 'gate'>): string {
  return `${model}.${gate}.verdict.json`
}

/** What a gate called by itself says at its end: verdict files, report, outputs and annotations. */
export async function publishVerdicts(
  verdicts: readonly Verdict[],
  { out, json }: { readonly out: string; readonly json: boolean },
  world: World,
): Promise<void> {
  const { columns, color } = world.host
  const word = worst(verdicts)
  const worstVerdict = verdicts.find(({ verdict }) => verdict === word)
  const markdown = renderReport(verdicts)
  await world.host.publish({
    out,
    files: new Map([...verdicts.map((verdict) => [verdictFileName(verdict), renderVerdict(verdict)] as const), [REPORT, markdown]]),
    markdown,
    stdout: json
      ? { kind: 'json', value: verdicts }
      : { kind: 'text', text: renderTerminalReport(verdicts, { color, width: columns ?? DEFAULT_COLUMNS }) },
    outputs: {
      verdict: word,
      ...(worstVerdict === undefined
        ? {}
        : { 'reason-code': worstVerdict.reasonCode, 'verdict-file': join(out, verdictFileName(worstVerdict)) }),
      'report-file': join(out, REPORT),
      ...costOutput(verdicts),
    },
    annotations: verdicts.flatMap(annotationOf),
  })
}

/** Of the costliest candidate. */
function costOutput(verdicts: readonly Verdict[]): Outputs {
  const costs = verdicts.flatMap(({ reported }) =>
    reported.flatMap(({ metric, candidate }) => (metric === COST_METRIC && candidate !== null ? [candidate] : [])),
  )
  return costs.length === 0 ? {} : { 'cost-per-million-usd': String(Number(Math.max(...costs).toPrecision(6))) }
}

function annotationOf({ verdict, model, reasonCode, message, policy }: Verdict): Annotation[] {
  if (verdict === 'pass') return []
  const level = verdict === 'warn' ? 'warning' : 'error'
  return [{ level, title: `${model}: ${verdict} (${reasonCode})`, message, file: policy.path }]
}
