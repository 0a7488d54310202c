import type { Answers, BinarySample, MulticlassSample, Sample } from './sample.ts'

/** The given rows of a sample, in the given order (a slice, or a resample); cluster and query codes are dense again. */
export function subset(sample: BinarySample, rows: Uint32Array): BinarySample
export function subset(sample: MulticlassSample, rows: Uint32Array): MulticlassSample
export function subset(sample: Sample, rows: Uint32Array): Sample
export function subset(sample: Sample, rows: Uint32Array): Sample {
  const cluster = sample.cluster === null ? null : denseCodes(sample.cluster, rows, sample.clusters)
  const design = {
    weight: sample.weight === null ? null : take(sample.weight, new Float64Array(rows.length), rows),
    cluster: cluster?.codes ?? null,
    clusters: cluster?.count ?? rows.length,
  }
  switch (sample.task) {
    case 'binary-classification':
      return { ...sample, ...design, label: take(sample.label, new Uint8Array(rows.length), rows) }
    case 'multiclass-classification':
      return { ...sample, ...design, label: take(sample.label, new Int32Array(rows.length), rows) }
    case 'regression':
      return { ...sample, ...design, label: take(sample.label, new Float64Array(rows.length), rows) }
    case 'ranking': {
      const query = denseCodes(sample.query, rows, sample.queries)
      const label = take(sample.label, new Float64Array(rows.length), rows)
      return { ...sample, ...design, label, query: query.codes, queries: query.count }
    }
  }
}

/** The answers for the same rows, of the same float width: a wider copy would change which scores tie. */
export function subsetAnswers({ width, values }: Answers, rows: Uint32Array): Answers {
  const taken = values instanceof Float32Array ? new Float32Array(rows.length * width) : new Float64Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width
    for (let k = 0; k < width; k++) taken[i * width + k] = values[from + k] ?? 0
  }
  return { width, values: taken }
}

function take<T extends { [index: number]: number }>(from: T, to: T, rows: Uint32Array): T {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i] ?? 0] ?? 0
  return to
}

/** Codes 0…count−1 in the order of first appearance. */
function denseCodes(codes: Uint32Array, rows: Uint32Array, count: number): { codes: Uint32Array; count: number } {
  const renamed = new Int32Array(count).fill(-1)
  const dense = new Uint32Array(rows.length)
  let next = 0
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? 0
    let name = renamed[code] ?? -1
    if (name === -1) {
      name = next++
      renamed[code] = name
    }
    dense[i] = name
  }
  return { codes: dense, count: next }
}
