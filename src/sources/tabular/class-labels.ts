import { MeasurementError } from '../../errors.ts'
import { describePlace, showValue } from './data-invalid.ts'
import { MAX_DISTINCT } from './profile.ts'
import { type Column, fileNames, type Table } from './table.ts'
import { sortTexts } from './text-codes.ts'

/** Classes by index, and the text that stands for each in the label column. */
export type ClassLabels = { readonly classes: readonly string[]; readonly texts: readonly string[] }

type LabelValue = string | number | boolean

/** Which of these is the positive one goes without saying. */
const SELF_EVIDENT: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['0', '1'],
  ['-1', '1'],
]
/** Stands for a class that does not occur; no file has it as a label. */
const ABSENT = '\u{fffd} absent'
const SHOWN_LABELS = 5

/** @param texts the distinct labels as the file writes them */
export function binaryLabels(table: Table, column: Column, texts: readonly string[], positive: LabelValue | undefined): ClassLabels {
  if (texts.length > 2) {
    throw invalid(
      table,
      column,
      texts,
      'at most two values: the task is binary',
      'Set `task: multiclass-classification`, or name the right label column.',
    )
  }
  const positiveText = positive === undefined ? selfEvident(texts) : texts.find((text) => means(text, positive, texts))
  if (positive === undefined && positiveText === undefined) {
    throw invalid(
      table,
      column,
      texts,
      'false and true, 0 and 1, or a positive-label that says which is which',
      `Set \`positive-label\` to one of them.`,
    )
  }
  if (positiveText === undefined && texts.length === 2) {
    throw invalid(table, column, texts, `the positive-label ${JSON.stringify(positive)} among them`, 'Set `positive-label` to one of them.')
  }
  const negativeText = texts.find((text) => text !== positiveText)
  const named = positiveText ?? String(positive ?? '')
  const opposite = SELF_EVIDENT.find(([, yes]) => yes === canonical(named))?.[0] ?? `not ${canonical(named)}`
  return {
    classes: [negativeText === undefined ? opposite : canonical(negativeText), canonical(named)],
    texts: [negativeText ?? ABSENT, positiveText ?? `${ABSENT} positive`],
  }
}

/** '' where only negatives occur: they need no name. */
function selfEvident(texts: readonly string[]): string | undefined {
  const pair = SELF_EVIDENT.find((names) => texts.every((text) => names.some((name) => name === canonical(text))))
  return pair === undefined ? undefined : (texts.find((text) => canonical(text) === pair[1]) ?? pair[1])
}

/** @param classes in the order of the model's outputs; absent: the values that occur, sorted */
export function multiclassLabels(
  table: Table,
  column: Column,
  texts: readonly string[],
  classes: readonly string[] | undefined,
): ClassLabels {
  if (texts.length > MAX_DISTINCT) {
    throw invalid(table, column, texts, `at most ${MAX_DISTINCT} classes`, 'Name the right label column, or set `task: regression`.')
  }
  if (classes === undefined) {
    const sorted = sortTexts(texts)
    return { classes: sorted.map(canonical), texts: sorted }
  }
  const byClass = new Map<string, string>()
  for (const text of texts) {
    const name = classes.find((known) => means(text, known, texts))
    if (name === undefined || byClass.has(name)) {
      throw invalid(
        table,
        column,
        [text],
        `each of the model's classes written one way: ${classes.slice(0, MAX_CLASSES_SHOWN).join(', ')}`,
        'Label the data with the classes that the model answers.',
      )
    }
    byClass.set(name, text)
  }
  return { classes, texts: classes.map((name, index) => byClass.get(name) ?? `${ABSENT} ${index}`) }
}

const MAX_CLASSES_SHOWN = 20

/** Whether a label of the file is what the policy or the model calls `name`: 1, 1.0 and "1" are, and true where labels are 0 and 1. */
function means(text: string, name: LabelValue, texts: readonly string[]): boolean {
  const found = canonical(text)
  const wanted = canonical(String(name))
  if (found === wanted) return true
  const numeric = texts.every((other) => ['0', '1'].includes(canonical(other)))
  const boolean = texts.every((other) => ['false', 'true'].includes(canonical(other)))
  if (numeric) return (found === '1' && wanted === 'true') || (found === '0' && wanted === 'false')
  return boolean && ((found === 'true' && wanted === '1') || (found === 'false' && wanted === '0'))
}

/** Python's True is true, and 3.0 is 3: a column of integers with a null in it becomes one of floats in pandas. */
function canonical(text: string): string {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase()
  return /^[+-]?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text
}

function invalid(table: Table, column: Column, texts: readonly string[], expected: string, remedy: string): MeasurementError {
  const shown = texts.slice(0, SHOWN_LABELS).map(showValue).join(', ')
  const count =
    texts.length > SHOWN_LABELS ? `${texts.length > MAX_DISTINCT ? `over ${MAX_DISTINCT}` : texts.length} values (${shown}, …)` : shown
  const place = describePlace({ file: fileNames(table), column: column.name })
  return new MeasurementError('DATA_INVALID', `${place}: found the labels ${count}; expected ${expected}`, remedy)
}
