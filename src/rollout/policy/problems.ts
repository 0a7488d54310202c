import { cloudwatchProblems } from './cloudwatch-problems.ts'
import type { WrittenGuardrail } from './guardrail.ts'
import type { RolloutPolicy } from './section.ts'

/** What only the whole section shows; `path` is below `rollout`. */
export type SectionProblem = {
  readonly path: readonly (string | number)[]
  readonly found: string
  readonly expected: string
  readonly remedy: string
}

const KINDS = { rate: ['requests', 'failures'], latency: ['histogram'], mean: ['count', 'sum', 'sumOfSquares'] } as const
export type GuardrailKind = keyof typeof KINDS

/** The kind whose keys are there; null when none is whole, or two are begun. */
export function kindOfGuardrail(written: WrittenGuardrail): GuardrailKind | null {
  const begun = (Object.keys(KINDS) as GuardrailKind[]).filter((kind) => KINDS[kind].some((name) => written[name] !== null))
  const [kind] = begun
  if (kind === undefined || begun.length > 1) return null
  return KINDS[kind].every((name) => written[name] !== null) ? kind : null
}

export function rolloutProblems(rollout: RolloutPolicy): SectionProblem[] {
  return [
    ...stepProblems(rollout),
    ...guardrailProblems(rollout),
    ...timeProblems(rollout),
    ...approvalProblems(rollout),
    ...cloudwatchProblems(rollout),
  ]
}

function stepProblems({ steps }: RolloutPolicy): SectionProblem[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1]
    if (before === undefined || step > before) return []
    return [
      {
        path: ['steps', index],
        found: `${percent(step)} after ${percent(before)}`,
        expected: 'shares that rise',
        remedy: 'Order them, each once.',
      },
    ]
  })
}

function guardrailProblems({ guardrails }: RolloutPolicy): SectionProblem[] {
  const all = Object.entries(guardrails)
  if (all.length === 0)
    return [
      {
        path: ['guardrails'],
        found: '`guardrails` is empty',
        expected: 'at least one',
        remedy: "Add `errors: { requests: '…', failures: '…', critical: true }`.",
      },
    ]
  const problems = all.flatMap(([name, written]) => problemsOfOne(name, written))
  if (problems.length === 0 && !all.some(([, { critical }]) => critical)) {
    problems.push({
      path: ['guardrails'],
      found: 'no critical guardrail',
      expected: 'at least one: a step ends by proof, and only critical guardrails must prove',
      remedy: `Add \`critical: true\` to \`${all[0]?.[0]}\`.`,
    })
  }
  return problems
}

function problemsOfOne(name: string, written: WrittenGuardrail): SectionProblem[] {
  const path = ['guardrails', name]
  const kind = kindOfGuardrail(written)
  if (kind === null) {
    return [
      {
        path,
        found: `\`${name}\` is none of the three kinds`,
        expected: '`requests` and `failures` (a rate), `histogram` (a latency), or `count`, `sum` and `sum-of-squares` (a mean)',
        remedy: 'Keep the keys of one kind, all of them.',
      },
    ]
  }
  const problems: SectionProblem[] = []
  const wanted = { rate: 'share', latency: 'time', mean: 'plain' } as const
  if (written.max !== null && written.max.kind !== wanted[kind]) {
    const example = { rate: '2%', latency: '500ms', mean: '120' }[kind]
    problems.push({
      path: [...path, 'max'],
      found: 'a ceiling of another kind',
      expected: `one such as ${example}`,
      remedy: `\`${name}\` is a ${kind}.`,
    })
  }
  if (kind === 'mean' && written.max !== null && written.worse === 'lower') {
    problems.push({
      path: [...path, 'max'],
      found: 'a ceiling of a mean of which lower is worse',
      expected: 'it where higher is worse',
      remedy: 'Remove `max`, and let `margin` say how far the mean may fall.',
    })
  }
  if (kind === 'latency' && written.margin.kind !== 'relative') {
    problems.push({
      path: [...path, 'margin'],
      found: 'a margin in points or units',
      expected: 'a share such as 25%',
      remedy: 'Margins of a latency are relative: the edges of its buckets set their grain.',
    })
  }
  if (kind !== 'mean' && written.worse === 'lower') {
    problems.push({
      path: [...path, 'worse'],
      found: `\`worse: lower\` of a ${kind}`,
      expected: 'it with `count`, `sum` and `sum-of-squares`: of failures and latencies more is always worse',
      remedy: kind === 'rate' ? 'Count the other outcome as `failures`, such as the requests without a click.' : 'Remove `worse`.',
    })
  }
  if (kind !== 'latency' && written.unit !== 's') {
    problems.push({
      path: [...path, 'unit'],
      found: `\`unit: ${written.unit}\` of a ${kind}`,
      expected: 'it with `histogram`',
      remedy: 'Remove `unit`.',
    })
  }
  if (kind !== 'latency' && written.quantiles !== null) {
    problems.push({
      path: [...path, 'quantiles'],
      found: `\`quantiles\` of a ${kind}`,
      expected: 'them with `histogram`',
      remedy: 'Remove `quantiles`.',
    })
  }
  return problems
}

function timeProblems({ lease, tick, deadline, bake }: RolloutPolicy): SectionProblem[] {
  const problems: SectionProblem[] = []
  if (lease < 3 * tick) {
    problems.push({
      path: ['lease'],
      found: `a lease of ${lease / 1000} s with ticks of ${tick / 1000} s`,
      expected: 'at least three ticks: one late schedule must not take the canary down',
      remedy: `Write \`lease: ${Math.ceil((3 * tick) / 60_000)}m\`, or tick more often.`,
    })
  }
  if (bake >= deadline)
    problems.push({
      path: ['bake'],
      found: 'a bake as long as the deadline',
      expected: 'less',
      remedy: 'Lower `bake`, or raise `deadline`.',
    })
  return problems
}

function approvalProblems({ approval, steps }: RolloutPolicy): SectionProblem[] {
  return (approval?.before ?? []).flatMap((share, index) => {
    const path = ['approval', 'before', index]
    const asked = [...steps.slice(1), 1]
    if (asked.includes(share)) return []
    const isFirst = share === steps[0]
    return [
      {
        path,
        found: isFirst
          ? `${percent(share)}, the first step: nothing is known yet that a person could be shown`
          : `${percent(share)}, which is no step`,
        expected: `one of ${asked.map(percent).join(', ')}`,
        remedy: isFirst
          ? 'Let the job that starts the rollout wait in a protected environment, or name a later step.'
          : 'Name a step, or 100% for the promotion.',
      },
    ]
  })
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`
}
