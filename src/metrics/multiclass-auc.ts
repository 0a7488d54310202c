import { defineMetric } from './define-metric.ts'
import { type Estimate, type Metric, UndefinedMetric } from './metric.ts'
import { rowScales } from './probability.ts'
import { areaUnderCurve } from './roc-auc.ts'
import type { Answers, MulticlassSample } from './sample.ts'
import { totalWeight } from './weighted-mean.ts'

type Average = 'macro' | 'weighted'

/**
 * AUC of each class against the rest, averaged over classes or by their share of the weight
 * (sklearn.metrics.roc_auc_score, multi_class='ovr').
 *
 * @throws UndefinedMetric when a class that counts has no rows, or all of them
 */
export function oneVersusRest(average: Average): Metric {
  return multiclassAuc(`roc_auc_ovr_${average}`, (sample, answers) => {
    const { label, weight, classes } = sample
    const units = label.length
    const scales = rowScales(answers)
    const total = totalWeight(weight, units)
    const influence = new Float64Array(units)
    let value = 0
    for (let k = 0; k < classes; k++) {
      const isClass = Uint8Array.from(label, (truth) => (truth === k ? 1 : 0))
      const share = average === 'macro' ? 1 / classes : weightOf(isClass, weight) / total
      if (average === 'weighted' && share === 0) continue
      const area = withClass(k, () => areaUnderCurve(isClass, column(answers, scales, k), weight))
      value += share * area.value
      for (let i = 0; i < units; i++) {
        // A row of class k also moves the share of k; the mean of these terms, the value, is taken off below.
        const shift = average === 'weighted' && isClass[i] === 1 ? area.value * units * ((weight?.[i] ?? 1) / total) : 0
        influence[i] = (influence[i] ?? 0) + share * (area.influence[i] ?? 0) + shift
      }
    }
    if (average === 'weighted') {
      for (let i = 0; i < units; i++) influence[i] = (influence[i] ?? 0) - value * units * ((weight?.[i] ?? 1) / total)
    }
    return { value, units, influence }
  })
}

/**
 * For each pair of classes that have rows, the mean of both directions' AUC on the pair's rows, averaged over pairs or by their
 * share of the rows (Hand & Till 2001; sklearn.metrics.roc_auc_score, multi_class='ovo').
 *
 * @throws UndefinedMetric with sample weights, for which scikit-learn has no definition either, or with one class only
 */
export function oneVersusOne(average: Average): Metric {
  return multiclassAuc(`roc_auc_ovo_${average}`, (sample, answers) => {
    if (sample.weight !== null) throw new UndefinedMetric('one-versus-one AUC has no definition with sample weights')
    const { label } = sample
    const units = label.length
    const scales = rowScales(answers)
    const rows = rowsByClass(sample)
    const present = rows.flatMap((of, k) => (of.length > 0 ? [k] : []))
    if (present.length < 2) throw new UndefinedMetric('only one class in the labels')
    const pairs = (present.length * (present.length - 1)) / 2
    const influence = new Float64Array(units)
    let value = 0
    for (const a of present) {
      for (const b of present) {
        if (a === b) continue
        const pair = pairOf(rows[a] ?? NO_ROWS, rows[b] ?? NO_ROWS)
        // Rows of one class lie in (classes − 1) pairs, so these shares sum to (classes − 1); both directions halve them.
        const share = average === 'macro' ? 0.5 / pairs : 0.5 * (pair.rows.length / units / (present.length - 1))
        const area = areaUnderCurve(pair.isFirst, column(answers, scales, a, pair.rows), null)
        value += share * area.value
        const scale = share * (units / pair.rows.length)
        const shift = average === 'weighted' ? area.value * (0.5 / (present.length - 1)) : 0
        pair.rows.forEach((row, i) => {
          influence[row] = (influence[row] ?? 0) + scale * (area.influence[i] ?? 0) + shift
        })
      }
    }
    if (average === 'weighted') for (let i = 0; i < units; i++) influence[i] = (influence[i] ?? 0) - value
    return { value, units, influence }
  })
}

const NO_ROWS = new Uint32Array(0)

function multiclassAuc(name: string, measure: (sample: MulticlassSample, answers: Answers) => Estimate): Metric {
  return defineMetric('multiclass-classification', { name, higherIsBetter: true, bounds: 'unit-interval', comparer: 'influence' }, measure)
}

/** Renormalised probabilities of class k, of all rows or of the given ones. */
function column({ width, values }: Answers, scales: Float64Array, k: number, rows?: Uint32Array): Float64Array {
  const probabilities = new Float64Array(rows?.length ?? scales.length)
  for (let i = 0; i < probabilities.length; i++) {
    const row = rows === undefined ? i : (rows[i] ?? 0)
    probabilities[i] = (values[row * width + k] ?? 0) * (scales[row] ?? 0)
  }
  return probabilities
}

function rowsByClass({ label, classes }: MulticlassSample): Uint32Array[] {
  const rows = Array.from({ length: classes }, (): number[] => [])
  label.forEach((k, row) => {
    rows[k]?.push(row)
  })
  return rows.map((of) => Uint32Array.from(of))
}

function pairOf(first: Uint32Array, second: Uint32Array): { rows: Uint32Array; isFirst: Uint8Array } {
  const rows = new Uint32Array(first.length + second.length)
  rows.set(first)
  rows.set(second, first.length)
  return { rows, isFirst: new Uint8Array(rows.length).fill(1, 0, first.length) }
}

function weightOf(isClass: Uint8Array, weight: Float64Array | null): number {
  let sum = 0
  for (let i = 0; i < isClass.length; i++) if (isClass[i] === 1) sum += weight === null ? 1 : (weight[i] ?? 0)
  return sum
}

function withClass<T>(k: number, measure: () => T): T {
  try {
    return measure()
  } catch (error) {
    if (error instanceof UndefinedMetric) throw new UndefinedMetric(`class ${k} (counted from 0) has no rows or all rows, so no AUC`)
    throw error
  }
}
