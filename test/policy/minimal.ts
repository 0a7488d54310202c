/** Line 11 is the metric; tests replace parts of it. */
export const MINIMAL = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data:
      evaluation: data/holdout.parquet
      label: over_50k
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
`

export function replaced(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the policy does not hold ${from}`)
    return text.replace(from, () => to)
  }, MINIMAL)
}

/** More keys in a place of the minimal policy. */
export const withModelKey = (line: string) => replaced(['    task:', `    ${line}\n    task:`])
export const withDataKey = (line: string) => replaced(['      label: over_50k\n', `      label: over_50k\n      ${line}\n`])
export const withEvaluateKey = (line: string) => `${MINIMAL}      ${line}\n`
export const withMetric = (line: string) => replaced(['roc_auc: { margin: 0.005 }', line])
