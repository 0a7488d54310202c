import type { Problem } from '../errors.ts'
import { metricProblems } from '../gates/evaluate/metric-problems.ts'
import { metricRule } from '../gates/evaluate/policy.ts'
import { sliceIdentity } from '../gates/section/slice.ts'
import { rolloutProblems } from '../rollout/policy/problems.ts'
import { benchmarkProblems } from './benchmark-problems.ts'
import { callProblems, type Placed } from './call-problems.ts'
import { diffProblems } from './diff-problems.ts'
import { emptyLimits } from './empty-limits.ts'
import { evaluateProblems } from './evaluate-problems.ts'
import { loadProblems } from './load-problems.ts'
import { describeNode, type MappingNode, nodeAt, type Path, plain } from './node.ts'
import { whereOf } from './problems.ts'
import { modelSection, SUBJECT_KINDS, type WrittenModel } from './schema.ts'
import { servedProblems } from './served-problems.ts'

/** What only the whole block of a model shows: keys that exclude or need each other, metrics that the task does not have. */
export function modelProblems(name: string, model: MappingNode, written: WrittenModel | null, file: string): Problem[] {
  const at: Placed = (path, problem) => ({ where: placeOf(model, path, file), ...problem })
  return [
    ...subjectProblems(name, model, at),
    ...(written === null
      ? []
      : [
          ...outputProblems(model, written, at),
          ...callProblems(model, written, at),
          ...benchmarkProblems(written, at),
          ...emptyLimits(model, written, at),
          ...servedProblems(model, written, at),
          ...loadProblems(model, written, at),
          ...diffProblems(model, written, at),
          ...taskProblems(written, at),
          ...sliceProblems(written, at),
          ...evaluateProblems(model, written, at),
          ...liveProblems(written, at),
        ]),
    ...allMetricProblems(model, at),
  ]
}

/** Metric by metric, so that a mistake in one key hides no other. */
function allMetricProblems(model: MappingNode, at: Placed): Problem[] {
  const metrics = nodeAt(model, ['evaluate', 'metrics'])
  const task = modelSection.in.shape.task.safeParse(plainAt(model, ['task']))
  if (metrics?.kind !== 'mapping') return []
  if (metrics.entries.size === 0) {
    const remedy = 'Add one, such as `roc_auc: { margin: 0.005 }`.'
    return [at(['evaluate', 'metrics'], { found: '`metrics` is empty', expected: 'at least one metric', remedy })]
  }
  if (!task.success) return []
  return [...metrics.entries].flatMap(([metric, { node }]) => {
    const rule = metricRule.safeParse(plain(node))
    return metricProblems(metric, rule.data ?? null, plain(node), task.data).map(({ path, ...problem }) => {
      const full = ['evaluate', 'metrics', metric, ...path]
      const written = nodeAt(model, full)
      const found = problem.found ?? `\`${String(full.at(-1))}\` is ${written === undefined ? 'missing' : describeNode(written)}`
      return at(full, { ...problem, found })
    })
  })
}

function plainAt(model: MappingNode, path: Path): unknown {
  const node = nodeAt(model, path)
  return node === undefined ? undefined : plain(node)
}

function subjectProblems(name: string, model: MappingNode, at: Placed): Problem[] {
  const given = SUBJECT_KINDS.filter((kind) => model.entries.has(kind))
  const [first, second] = given
  const expected = 'exactly one of `onnx`, `predictions`, `command`, `endpoint`'
  if (first === undefined)
    return [at([], { found: `\`${name}\` does not say what the model is`, expected, remedy: `Add \`onnx: models/${name}.onnx\`.` })]
  if (second === undefined) return []
  return [at([second], { found: given.map((kind) => `\`${kind}\``).join(' and '), expected, remedy: 'Keep one of them.' })]
}

/** Keys that say how a model is fed and read mean nothing for a file of predictions. */
function outputProblems(model: MappingNode, { predictions, output }: WrittenModel, at: Placed): Problem[] {
  const problems: Problem[] = []
  if (predictions === null && Array.isArray(output) && output.length > 1) {
    problems.push(
      at(['output'], {
        found: `${output.length} outputs`,
        expected: 'one output of the model',
        remedy: 'Name the one with the probabilities.',
      }),
    )
  }
  if (predictions === null) return problems
  for (const key of ['inputs', 'activation'].filter((name) => model.entries.has(name))) {
    problems.push(
      at([key], {
        found: `\`${key}\` with a model that is a file of predictions`,
        expected: 'it with a model that is run',
        remedy: `Remove \`${key}\`.`,
      }),
    )
  }
  return problems
}

function taskProblems({ task, activation, positiveLabel, data }: WrittenModel, at: Placed): Problem[] {
  const problems: Problem[] = []
  if (task === 'ranking' && data.query === null) {
    problems.push(
      at(['data'], {
        found: '`query` is missing',
        expected: 'the column that says which query a row belongs to',
        remedy: 'Add `query: query_id`.',
      }),
    )
  }
  if (task !== 'ranking' && data.query !== null) {
    problems.push(
      at(['data', 'query'], {
        found: `\`query\` with task ${task}`,
        expected: 'it with `ranking`',
        remedy: 'Remove it, or did you mean `group`?',
      }),
    )
  }
  if (task !== 'binary-classification' && positiveLabel !== null) {
    problems.push(
      at(['positive-label'], {
        found: `\`positive-label\` with task ${task}`,
        expected: 'it with `binary-classification`',
        remedy: 'Remove it.',
      }),
    )
  }
  if (activation !== null && !task.endsWith('classification')) {
    problems.push(
      at(['activation'], { found: `\`activation\` with task ${task}`, expected: 'it with a classification', remedy: 'Remove it.' }),
    )
  }
  return problems
}

function sliceProblems({ evaluate }: WrittenModel, at: Placed): Problem[] {
  const seen = new Set<string>()
  return (evaluate?.slices ?? []).flatMap((slice, index) => {
    const identity = sliceIdentity(slice)
    const twice = seen.has(identity)
    seen.add(identity)
    if (!twice) return []
    return [
      at(['evaluate', 'slices', index], {
        found: `a second slice \`${identity}\``,
        expected: 'each slice once',
        remedy: 'Remove it, or give it another name.',
      }),
    ]
  })
}

function liveProblems({ rollout }: WrittenModel, at: Placed): Problem[] {
  return rollout === null ? [] : rolloutProblems(rollout).map(({ path, ...problem }) => at(['rollout', ...path], problem))
}

/** The key where there is one: a message about `min` points at the word. */
function placeOf(model: MappingNode, path: Path, file: string): string {
  const parent = nodeAt(model, path.slice(0, -1))
  const entry = parent?.kind === 'mapping' ? parent.entries.get(String(path.at(-1))) : undefined
  return whereOf(entry?.keyOrigin ?? nodeAt(model, path)?.origin ?? model.origin, file)
}
