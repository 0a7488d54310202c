import type { Task } from '../../metrics/sample.ts'
import type { FoundTable } from './found-tables.ts'
import type { Guess } from './guess.ts'
import type { SpecialColumns } from './guess-columns.ts'

/** A model's block of the policy before anything has been measured: what was found, what was guessed, and the holes. */
export type Proposal = {
  readonly name: string
  readonly kind: 'onnx' | 'predictions'
  readonly path: string
  readonly bytes: number
  /** Other files with the same inputs and outputs (or columns), taken for versions of this one. */
  readonly versions: readonly { readonly path: string; readonly bytes: number }[]
  readonly table: FoundTable | null
  readonly evaluation: Guess<string>
  readonly task: Guess<Task>
  readonly label: Guess<string>
  /** null where the task has none. */
  readonly positive: Guess<string | number | boolean> | null
  /** Columns by input, where they have to be written down; null where Sluice matches them by itself. */
  readonly inputs: Guess<Readonly<Record<string, readonly string[]>>> | null
  /** An output of an ONNX model or the columns of predictions; null where Sluice finds it by itself. */
  readonly output: Guess<readonly string[]> | null
  readonly activation: Guess<'sigmoid' | 'softmax'> | null
  readonly special: SpecialColumns
}

/** What flags say instead of guesses. */
export type Stated = {
  readonly evaluation: string | null
  readonly task: Task | null
  readonly label: string | null
  readonly positive: string | number | boolean | null
}

export type Hole = { readonly key: string; readonly why: string; readonly others: readonly string[] }

/** What somebody must fill in before anything can be measured. */
export function holesOf({ evaluation, task, label, positive, inputs, output }: Proposal): Hole[] {
  const guesses: [string, Guess<unknown> | null][] = [
    ['task', task],
    ['inputs', inputs],
    ['output', output],
    ['positive-label', positive],
    ['data.evaluation', evaluation],
    ['data.label', label],
  ]
  return guesses.flatMap(([key, guess]) => (guess === null || guess.value !== null ? [] : [{ key, why: guess.why, others: guess.others }]))
}

/** Words of a path that may come again in the names of its data and of its label. */
export function wordsOf(path: string): string[] {
  const words = path
    .toLowerCase()
    .replace(/\.[a-z]+$/, '')
    .split(/[^a-z0-9]+/)
  return words.filter((word) => word.length > 2 && !GENERIC.has(word))
}

/** `models/baseline.onnx` says nothing about what the model is; its folder may. */
export function nameFor(path: string, folderName: string, taken: ReadonlySet<string>): string {
  const segments = path
    .replace(/\.[^./]+(\.(gz|zst))?$/i, '')
    .split('/')
    .reverse()
  const telling = [...segments, folderName]
    .map(slug)
    .find((segment) => segment !== '' && !segment.split(/[-_.]/).every((word) => GENERIC.has(word)))
  const base = telling ?? 'model'
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}

function slug(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/([-_.])(v?\d+)$/i, '')
    .replace(/^[-._]+|[-._]+$/g, '')
    .toLowerCase()
}

const GENERIC = new Set([
  ...[
    'model',
    'models',
    'onnx',
    'baseline',
    'candidate',
    'candidates',
    'champion',
    'challenger',
    'best',
    'final',
    'latest',
    'current',
    'prod',
  ],
  ...[
    'production',
    'artifact',
    'artifacts',
    'out',
    'output',
    'outputs',
    'export',
    'exports',
    'saved',
    'weights',
    'checkpoint',
    'checkpoints',
  ],
  ...[
    'prediction',
    'predictions',
    'pred',
    'preds',
    'score',
    'scores',
    'data',
    'src',
    'new',
    'old',
    'same',
    'better',
    'worse',
    'tmp',
    'temp',
    'by',
    'id',
  ],
])
