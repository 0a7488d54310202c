import type { Answers, BinarySample, MulticlassSample } from './sample.ts'

/** Scores above this are the positive class; a score of exactly 0.5 is not (scikit-learn's argmax takes the first). */
const THRESHOLD = 0.5

/** The class each row is given: binary 1 where the score is above 0.5, multiclass the first maximum of the row. */
export function predictedClass(sample: BinarySample | MulticlassSample, answers: Answers): Int32Array {
  return sample.task === 'binary-classification' ? aboveThreshold(answers.values) : firstMaximum(answers)
}

/** 1 where the predicted class is the true one: the cells of the paired accuracy table and the rows of the flip report. Not to be written to. */
export function correctness(sample: BinarySample | MulticlassSample, answers: Answers): Uint8Array {
  if (sample.task === 'binary-classification') return rightOfThreshold(sample.label, answers.values)
  const { label } = sample
  const predicted = firstMaximum(answers)
  const right = new Uint8Array(label.length)
  for (let i = 0; i < right.length; i++) right[i] = predicted[i] === label[i] ? 1 : 0
  return right
}

/**
 * The same in one pass without branches, and once for accuracy, flips and the confusion matrix alike: they are made of millions of
 * rows. Neither labels nor answers change once they are read.
 */
function rightOfThreshold(label: Uint8Array, scores: Answers['values']): Uint8Array {
  const known = RIGHT.get(scores)
  if (known?.label === label) return known.right
  const right = new Uint8Array(label.length)
  for (let i = 0; i < right.length; i++) right[i] = Number((scores[i] ?? 0) > THRESHOLD) ^ (label[i] ?? 0) ^ 1
  RIGHT.set(scores, { label, right })
  return right
}

const RIGHT = new WeakMap<Answers['values'], { readonly label: Uint8Array; readonly right: Uint8Array }>()

function aboveThreshold(scores: Answers['values']): Int32Array {
  const predicted = new Int32Array(scores.length)
  for (let i = 0; i < predicted.length; i++) predicted[i] = (scores[i] ?? 0) > THRESHOLD ? 1 : 0
  return predicted
}

function firstMaximum({ width, values }: Answers): Int32Array {
  const predicted = new Int32Array(values.length / width)
  for (let row = 0; row < predicted.length; row++) {
    const start = row * width
    let best = 0
    let highest = values[start] ?? 0
    for (let k = 1; k < width; k++) {
      const value = values[start + k] ?? 0
      if (value > highest) {
        highest = value
        best = k
      }
    }
    predicted[row] = best
  }
  return predicted
}
