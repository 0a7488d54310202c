import type { Answers } from '../../metrics/sample.ts'

/** Answers of consecutive requests as those of one batch. */
export function joinAnswers(parts: readonly Answers[]): Answers {
  const [first] = parts
  if (first === undefined) return { width: 1, values: new Float32Array(0) }
  if (parts.length === 1) return first
  const length = parts.reduce((sum, { values }) => sum + values.length, 0)
  const isWide = parts.some(({ values }) => values instanceof Float64Array)
  const values = isWide ? new Float64Array(length) : new Float32Array(length)
  let at = 0
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
  }
  return { width: first.width, values }
}
