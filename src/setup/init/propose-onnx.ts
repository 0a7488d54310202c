import { MeasurementError } from '../../errors.ts'
import type { Task } from '../../metrics/sample.ts'
import { findOutput } from '../../sources/onnx/find-output.ts'
import { matchInputs } from '../../sources/onnx/match-inputs.ts'
import { metadataList, metadataListsByName } from '../../sources/onnx/metadata-list.ts'
import type { ValueFacts } from '../../sources/onnx/model-facts.ts'
import type { FoundModel } from './found-models.ts'
import { type FoundTable, isNumeric, purposeOf } from './found-tables.ts'
import { certain, type Guess, guessed, hole } from './guess.ts'
import { guessSpecialColumns, stated } from './guess-columns.ts'
import { guessLabel } from './guess-label.ts'
import { guessPositive, guessTask } from './guess-task.ts'
import { type Proposal, type Stated, wordsOf } from './proposal.ts'

type Block = Omit<Proposal, 'name' | 'versions'>
type Fit = { readonly block: Block; readonly points: number }

const OTHERS_SHOWN = 4

/** The model with the data that fits it best; what fits nothing keeps its holes. */
export function proposeOnnx(model: FoundModel, tables: readonly FoundTable[], given: Stated): Block {
  const fits = tables.map((table) => fitTo(model, table, given)).sort((a, b) => b.points - a.points)
  const [best, ...others] = fits
  if (best === undefined || (best.block.inputs?.value === null && best.block.label.value === null)) return withoutData(model, tables, given)
  const alternatives = others.filter(({ points }) => points >= FITS).map(({ block }) => block.table?.path ?? '')
  const { evaluation } = best.block
  const evaluationGuess = evaluation.isCertain ? evaluation : { ...evaluation, others: alternatives.slice(0, OTHERS_SHOWN) }
  return { ...best.block, evaluation: evaluationGuess }
}

/** Points of a table whose columns feed the model. */
const FITS = 10

function fitTo(model: FoundModel, table: FoundTable, given: Stated): Fit {
  const features = namedFeatures(model, table)
  const special = guessSpecialColumns(table, features)
  const output = likelyOutput(model, null)
  const width = output === null ? null : rowWidth(output)
  const specials = [special.id, special.group, special.query].flatMap((guess) => guess?.value ?? [])
  const taken = new Set([...features, ...specials, ...(special.weight === null ? [] : [special.weight])])
  const words = wordsOf(model.path)
  const numbers = table.columns.filter((column) => isNumeric(column) && !taken.has(column.name)).length
  const readsAllOthers = features.size === 0 && onlyInput(model)?.width === numbers - 1
  const label = stated('--label', given.label, () =>
    guessLabel({ table, taken, classes: model.classes, width, readsAllOthers, answers: null, words }),
  )
  const labelColumn = table.columns.find(({ name }) => name === label.value) ?? null
  const task = stated('--task', given.task, () =>
    guessTask({ classes: model.classes, width, label: labelColumn, hasQuery: special.query !== null }),
  )
  const inputs = guessInputs(model, table, [...(label.value === null ? [] : [label.value]), ...specials])
  const isRanking = task.value === 'ranking'
  const block: Block = {
    kind: 'onnx',
    path: model.path,
    bytes: model.bytes,
    table,
    evaluation: given.evaluation === null ? guessed(table.path, evaluationWhy(table, inputs)) : certain(table.path, 'as --data-file says'),
    task,
    label,
    positive:
      task.value !== 'binary-classification' || labelColumn === null
        ? null
        : stated('--positive-label', given.positive, () => guessPositive(labelColumn, model.classes)),
    inputs,
    output: guessOutput(model, task.value),
    activation: null,
    special: {
      ...special,
      query: isRanking ? (special.query ?? hole('a ranking needs the column that says which query a row belongs to')) : null,
    },
  }
  const feeds = inputs === null || inputs.value !== null
  const shared = words.filter((word) => table.path.toLowerCase().includes(word)).length
  const points = (feeds ? FITS : -FITS) + (label.value === null ? 0 : 4) + purposeOf(table.path) + Math.min(2, shared) + tieBreak(table)
  return { block, points }
}

/** Whole files first, and of the same rows in two formats the one whose types are certain. */
function tieBreak({ format, path, rows }: FoundTable): number {
  return (format === 'parquet' ? 0.3 : 0) - path.split('/').length * 0.05 + Math.min(0.2, Math.log10(rows) / 40)
}

function evaluationWhy(table: FoundTable, inputs: Proposal['inputs']): string {
  const fits = inputs === null || inputs.value !== null ? 'its columns feed the model' : 'the nearest there is'
  const purpose = purposeOf(table.path)
  if (purpose > 0) return `${fits}, and its name says that it is held out`
  return purpose < 0
    ? `${fits}, but its name says TRAINING data: name rows that no model has seen`
    : `${fits}; nothing says that it was held out`
}

/** Columns that an input names itself: by its own name, or in the model's metadata. */
function namedFeatures({ facts }: FoundModel, table: FoundTable): ReadonlySet<string> {
  const listed = [
    ...(metadataList(facts.metadata['columns']) ?? []),
    ...Object.values(metadataListsByName(facts.metadata['columns'])).flat(),
  ]
  const names = new Set([...facts.inputs.map(({ name }) => name), ...listed])
  return new Set(table.columns.map(({ name }) => name).filter((name) => names.has(name)))
}

/** null: matched by name. Columns taken by their order are written down, so that a new column in the data cannot move them. */
function guessInputs(model: FoundModel, table: FoundTable, reserved: readonly string[]): Proposal['inputs'] {
  const columns = table.columns.map((column) => ({ name: column.name, numeric: isNumeric(column) }))
  try {
    const { plans, notes } = matchInputs({ model: model.path, facts: model.facts, columns, reserved })
    if (notes.length === 0) return null
    const mapping = Object.fromEntries(plans.map(({ tensor }) => [tensor.name, tensor.columns]))
    return guessed(mapping, 'the numeric columns of the data in file order: the model does not name its own. Check the order of training')
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    const free = columns.filter(({ name, numeric }) => numeric && !reserved.includes(name)).map(({ name }) => name)
    const only = onlyInput(model)
    if (only === null || only.width === null || metadataList(model.facts.metadata['columns']) !== null) return hole(error.message, free)
    const wanted = `\`{ ${only.name}: [column, …] }\` with ${only.width} columns in the order of training`
    return hole(`${wanted}; the data has ${free.length} that are numbers, and the model does not name its own`, free)
  }
}

function onlyInput({ facts }: FoundModel): { readonly name: string; readonly width: number | null } | null {
  const [input, ...others] = facts.inputs.filter(({ hasDefault }) => !hasDefault)
  return input === undefined || others.length > 0 ? null : { name: input.name, width: rowWidth(input) }
}

function guessOutput(model: FoundModel, task: Task | null): Guess<readonly string[]> | null {
  const floats = model.facts.outputs.filter(isScores)
  if (floats.length === 1) return null
  const likely = likelyOutput(model, task)
  const others = floats.map(({ name }) => name)
  if (likely === null)
    return hole(floats.length === 0 ? 'none of its outputs is a tensor of floats' : 'several outputs could hold the scores', others)
  return guessed(
    [likely.name],
    'the name',
    others.filter((name) => name !== likely.name),
  )
}

function likelyOutput({ path, facts }: FoundModel, task: Task | null): ValueFacts | null {
  try {
    return findOutput({ model: path, facts, task: task ?? 'binary-classification' })
  } catch (error) {
    if (error instanceof MeasurementError) return null
    throw error
  }
}

function isScores({ element }: ValueFacts): boolean {
  return element === 'float' || element === 'double' || element === 'float16'
}

/** Numbers a row; null when the file leaves a size open. */
function rowWidth({ shape }: ValueFacts): number | null {
  if (shape === null) return null
  return shape.slice(1).reduce<number | null>((product, size) => (product === null || typeof size !== 'number' ? null : product * size), 1)
}

function withoutData(model: FoundModel, tables: readonly FoundTable[], given: Stated): Block {
  const [nearest] = tables
  const missing = nearest === undefined ? 'no file of rows was found' : 'no file of rows has the columns that the model reads'
  const output = likelyOutput(model, null)
  const width = output === null ? null : rowWidth(output)
  const task = stated('--task', given.task, () => guessTask({ classes: model.classes, width, label: null, hasQuery: false }))
  const paths = tables.map(({ path }) => path).slice(0, OTHERS_SHOWN)
  return {
    kind: 'onnx',
    path: model.path,
    bytes: model.bytes,
    table: null,
    evaluation: given.evaluation === null ? hole(missing, paths) : certain(given.evaluation, 'as --data-file says'),
    task,
    label: stated('--label', given.label, () => hole('it is a column of the evaluation data')),
    positive: null,
    inputs: nearest === undefined ? null : guessInputs(model, nearest, []),
    output: guessOutput(model, task.value),
    activation: null,
    special: { id: null, group: null, query: null, weight: null },
  }
}
