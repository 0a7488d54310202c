import { join } from 'node:path'
import type { Annotation } from '../host/annotations.ts'
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
    },
    annotations: verdicts.flatMap(annotationOf),
  })
}

function annotationOf({ verdict, model, reasonCode, message, policy }: Verdict): Annotation[] {
  if (verdict === 'pass') return []
  const level = verdict === 'warn' ? 'warning' : 'error'
  return [{ level, title: `${model}: ${verdict} (${reasonCode})`, message, file: policy.path }]
}
