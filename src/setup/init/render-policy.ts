import type { Guess } from './guess.ts'
import type { SliceProposal } from './guess-slices.ts'
import { holesOf, type Proposal } from './proposal.ts'
import type { MetricProposal } from './propose-metrics.ts'
import { commentOut, commentText, yamlList, yamlScalar } from './yaml-text.ts'

/** All that is known about one model when its block is written. */
export type Block = {
  readonly proposal: Proposal
  readonly metrics: readonly MetricProposal[]
  readonly slices: readonly SliceProposal[]
  /** Why it could not be measured as it stands; null when it was. */
  readonly problem: string | null
}

export const GUESS = 'GUESS'
export const FILL_IN = 'FILL IN'
/** A longer line is split: the comment goes above. */
const WIDTH = 130

/** The policy: blocks that work at once, and those with holes as comments below them, unless there is nothing else. */
export function renderPolicyFile(blocks: readonly Block[]): string {
  const isReady = (block: Block) => holesOf(block.proposal).length === 0 && block.problem === null
  const ready = blocks.filter(isReady)
  const unready = blocks.filter((block) => !isReady(block))
  const active = ready.length > 0 ? ready : unready
  const waiting = ready.length > 0 ? unready : []
  return [
    ...HEADER,
    'version: 1',
    'models:',
    ...active.flatMap(renderBlock),
    ...(waiting.length === 0 ? [] : ['', '  # Not ready yet, so left out: fill in, then remove the `# `.']),
    ...waiting.flatMap((block) => commentOut(renderBlock(block).map((line) => line.slice(2))).map((line) => `  ${line}`)),
    '',
  ].join('\n')
}

const HEADER = [
  '# What every model must show before it ships. `sluice policy` shows what applies, `sluice plan` what the rows can decide.',
  `# Written by \`sluice init\`. ${GUESS} marks what no file states: look at it, then remove the mark.`,
]

function renderBlock({ proposal, metrics, slices, problem }: Block): string[] {
  const { name, kind, path, versions, task, positive, inputs, output, activation } = proposal
  const others = versions.map((version) => version.path)
  return [
    `  ${yamlScalar(name)}:`,
    ...(problem === null ? [] : [`    # ${FILL_IN}: ${commentText(problem)}`]),
    ...(others.length === 0
      ? []
      : [`    # Taken for other versions of it, to compare with by --candidate and --baseline: ${commentText(others.join(', '))}`]),
    `    ${kind}: ${yamlScalar(path)}`,
    ...line(4, 'task', task, yamlScalar),
    ...line(
      4,
      'inputs',
      inputs,
      (mapping) =>
        `{ ${Object.entries(mapping)
          .map(([input, columns]) => `${yamlScalar(input)}: ${yamlList(columns)}`)
          .join(', ')} }`,
    ),
    ...line(4, 'output', output, (names) => (names.length === 1 ? yamlScalar(names[0] ?? '') : yamlList(names))),
    ...line(4, 'activation', activation, yamlScalar),
    ...line(4, 'positive-label', positive, yamlScalar),
    '    data:',
    ...renderData(proposal),
    '    evaluate:',
    '      metrics:',
    ...(metrics.length === 0
      ? [`        # ${FILL_IN}: which metrics, once the task is known, such as roc_auc: { margin: 0.005 }`]
      : metrics.flatMap(renderMetric)),
    ...renderSlices(slices),
    '    # What changed in the data (schema, distribution) and in the contract of the model, and whom it breaks; `{}` takes the defaults.',
    '    diff: {}',
  ]
}

function renderData({ evaluation, label, special }: Proposal): string[] {
  return [
    ...line(6, 'evaluation', evaluation, yamlScalar),
    ...line(6, 'label', label, yamlScalar),
    ...line(6, 'id', special.id, yamlScalar),
    ...line(6, 'group', special.group, yamlScalar),
    ...line(6, 'query', special.query, yamlScalar),
    ...(special.weight === null ? [] : [`      # weight: ${yamlScalar(special.weight)} # would count rows by this column`]),
  ]
}

function renderMetric({ name, margin, limit, why }: MetricProposal): string[] {
  const rule = `{ margin: ${margin}${limit === null ? '' : `, ${limit.key}: ${limit.value}`} }`
  return withComment(`        ${yamlScalar(name)}: ${rule}`, why)
}

function renderSlices(slices: readonly SliceProposal[]): string[] {
  if (slices.length === 0) return []
  return [
    '      # Parts of the rows that may lose while the whole wins. Remove the `# ` of those that matter to you:',
    '      # slices:',
    ...slices.map(({ column, edges, why }) => {
      const entry = edges === null ? yamlScalar(column) : `{ column: ${yamlScalar(column)}, edges: ${yamlList(edges)} }`
      return `      #   - ${entry} # ${commentText(why)}`
    }),
  ]
}

function line<T>(indent: number, key: string, guess: Guess<T> | null, show: (value: T) => string): string[] {
  if (guess === null) return []
  const start = `${' '.repeat(indent)}${key}:`
  const or = guess.others.length === 0 ? '' : `; or: ${guess.others.join(', ')}`
  if (guess.value === null)
    return [
      `${start} # ${FILL_IN}: ${commentText(`${guess.why}${guess.others.length === 0 ? '' : `; perhaps ${guess.others.join(', ')}`}`)}`,
    ]
  const text = `${start} ${show(guess.value)}`
  return guess.isCertain ? withComment(text, guess.why) : withComment(text, `${GUESS}: ${guess.why}${or}`)
}

function withComment(text: string, comment: string): string[] {
  const note = `# ${commentText(comment)}`
  if (text.length + note.length < WIDTH) return [`${text} ${note}`]
  const indent = text.length - text.trimStart().length
  return [`${' '.repeat(indent)}${note}`, text]
}
