import type { SurveyedColumn } from '../../sources/tabular/survey.ts'
import { type FoundTable, purposeOf } from './found-tables.ts'
import { certain, type Guess, guessed, hole } from './guess.ts'
import { guessSpecialColumns, stated } from './guess-columns.ts'
import { canonical, guessLabel } from './guess-label.ts'
import { guessPositive, guessTask } from './guess-task.ts'
import { type Proposal, type Stated, wordsOf } from './proposal.ts'

type Block = Omit<Proposal, 'name' | 'versions'>

const SCORE = /(^|_)(scores?|predictions?|predicted|prob|proba|probability|pred|yhat|y_hat|logit)($|_|\d)/i
const PLACE = /(^|[^a-z])(predictions?|preds?|scores?|scored|outputs?)([^a-z]|$)/i

/** Files that hold a model's answers: a column that is called so, or a place that is. */
export function isPredictions({ path, columns }: FoundTable): boolean {
  return (
    columns.some(({ name, kind }) => SCORE.test(name) && (kind === 'float' || kind === 'integer')) ||
    (PLACE.test(path) && columns.some(isFraction))
  )
}

/**
 * A file of answers beside the data that it is about: one that has its ids, or as many rows. null when no table fits: then it is
 * listed, and nobody can say what it predicts.
 */
export function proposePredictions(table: FoundTable, tables: readonly FoundTable[], given: Stated): Block | null {
  const fits = [...tables.filter((other) => other.path !== table.path), table].flatMap((data) => fitTo(table, data, given))
  const [best, ...others] = fits.sort((a, b) => b.points - a.points)
  if (best === undefined) return null
  const { evaluation } = best.block
  return {
    ...best.block,
    evaluation: evaluation.isCertain
      ? evaluation
      : { ...evaluation, others: others.map(({ block }) => block.table?.path ?? '').slice(0, 4) },
  }
}

function fitTo(predictions: FoundTable, data: FoundTable, given: Stated): { block: Block; points: number }[] {
  const isSame = predictions.path === data.path
  const dataNames = new Set(data.columns.map(({ name }) => name))
  const answers = predictions.columns.filter(
    ({ name, kind }) => (isSame ? SCORE.test(name) : !dataNames.has(name)) && (kind === 'float' || kind === 'integer'),
  )
  if (answers.length === 0) return []
  const shared = new Set(
    isSame ? answers.map(({ name }) => name) : predictions.columns.map(({ name }) => name).filter((name) => dataNames.has(name)),
  )
  const special = guessSpecialColumns(data, new Set())
  const id = special.id?.value ?? null
  const pairsById = !isSame && id !== null && shared.has(id)
  if (!pairsById && !isSame && predictions.rows !== data.rows) return []
  const taken = new Set([...shared, ...[special.id, special.group, special.query].flatMap((guess) => guess?.value ?? [])])
  const label = stated('--label', given.label, () =>
    guessLabel({
      table: data,
      taken,
      classes: null,
      width: answers.length === 1 ? 1 : null,
      readsAllOthers: false,
      answers: answers.length === 1 ? (answers[0]?.range ?? null) : null,
      words: wordsOf(predictions.path),
    }),
  )
  const column = data.columns.find(({ name }) => name === label.value) ?? null
  const columns = answerColumns(answers, column)
  const task = stated('--task', given.task, () =>
    guessTask({ classes: columns.classes, width: columns.names.length, label: column, hasQuery: special.query !== null }),
  )
  const block: Block = {
    kind: 'predictions',
    path: predictions.path,
    bytes: predictions.bytes,
    table: data,
    evaluation:
      given.evaluation === null
        ? guessed(data.path, pairsById ? `it has the ids of the predictions, ${id}` : `as many rows, ${data.rows}`)
        : certain(data.path, 'as --data-file says'),
    task,
    label,
    positive:
      task.value !== 'binary-classification' || column === null
        ? null
        : stated('--positive-label', given.positive, () => guessPositive(column, null)),
    inputs: null,
    output: columns.guess,
    activation: null,
    special: {
      ...special,
      id: pairsById ? special.id : null,
      query: task.value === 'ranking' ? (special.query ?? hole('a ranking needs the column that says which query a row belongs to')) : null,
    },
  }
  const points =
    (pairsById ? 10 : isSame ? 0 : 5) + (label.value === null ? 0 : 4) + purposeOf(data.path) + (data.format === 'parquet' ? 0.3 : 0)
  return [{ block, points }]
}

type AnswerColumns = {
  readonly names: readonly string[]
  readonly classes: readonly string[] | null
  readonly guess: Guess<readonly string[]> | null
}

/** One column for each class of the label, else the one that is called a score, else the only one. */
function answerColumns(answers: readonly SurveyedColumn[], label: SurveyedColumn | null): AnswerColumns {
  const classes = [...(label?.values ?? [])].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
  const byClass = classes.map((value) => answers.find(({ name }) => isOfClass(name, value)))
  const found = byClass.filter((column) => column !== undefined)
  if (classes.length > 2 && new Set(found).size === classes.length) {
    const names = found.map(({ name }) => name)
    return { names, classes, guess: guessed(names, 'named after the classes') }
  }
  const [best, ...others] = [...answers].sort(
    (a, b) => Number(SCORE.test(b.name)) - Number(SCORE.test(a.name)) || Number(isFraction(b)) - Number(isFraction(a)),
  )
  if (best === undefined) return { names: [], classes: null, guess: hole('no column of numbers') }
  const names = [best.name]
  return {
    names,
    classes: null,
    guess: guessed(
      names,
      answers.length === 1 ? 'the only column of answers' : 'its name',
      others.map(({ name }) => name),
    ),
  }
}

function isOfClass(name: string, value: string): boolean {
  return canonical(name) === canonical(value) || new RegExp(`^(proba|prob|score|p|pred|class)_?${literal(value)}$`, 'i').test(name)
}

function isFraction({ kind }: SurveyedColumn): boolean {
  return kind === 'float'
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
