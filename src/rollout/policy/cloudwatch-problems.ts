import type { SectionProblem } from './problems.ts'
import type { RolloutPolicy } from './section.ts'

const MINUTE_MS = 60_000

/** What CloudWatch cannot give, told before anything is asked of it. */
export function cloudwatchProblems({ telemetry, guardrails }: RolloutPolicy): SectionProblem[] {
  if (telemetry.kind !== 'cloudwatch') return []
  const problems: SectionProblem[] = []
  const { window, edges } = telemetry
  if (window % MINUTE_MS !== 0) {
    problems.push({
      path: ['telemetry', 'window'],
      found: `a window of ${window / 1000} s`,
      expected: 'whole minutes: CloudWatch keeps its metrics by the minute',
      remedy: `Write \`window: ${Math.ceil(window / MINUTE_MS)}m\`.`,
    })
  }
  if (edges.some((edge, index) => edge <= (edges[index - 1] ?? 0))) {
    problems.push({
      path: ['telemetry', 'edges'],
      found: 'times that do not rise',
      expected: 'rising times',
      remedy: 'Order them, each once.',
    })
  }
  for (const [name, { histogram, unit }] of Object.entries(guardrails)) {
    if (histogram === null || unit === 's') continue
    problems.push({
      path: ['guardrails', name, 'unit'],
      found: `\`unit: ${unit}\``,
      expected: 'none: the edges are times of the policy itself (`telemetry.edges`)',
      remedy: 'Remove `unit`; what the metric is published in is `telemetry.latency-unit`.',
    })
  }
  return problems
}
