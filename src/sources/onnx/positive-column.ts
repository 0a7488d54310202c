/** Labels that mean the same: policies write 1, data true, models "1". */
const SAME: Readonly<Record<string, string>> = { true: '1', True: '1', '1.0': '1', false: '0', False: '0', '0.0': '0' }

/**
 * Which of two columns is the score of `positive-label`: by the classes when they are known, else by the order that
 * scikit-learn and LightGBM export (sorted: false before true, 0 before 1). Null when neither tells.
 */
export function positiveColumn(classes: readonly string[] | null, positiveLabel: string | number | boolean | undefined): number | null {
  const wanted = canonical(positiveLabel ?? 1)
  if (classes !== null) {
    const index = classes.findIndex((name) => canonical(name) === wanted)
    return index === -1 ? null : index
  }
  return wanted === '1' ? 1 : wanted === '0' ? 0 : null
}

function canonical(label: string | number | boolean): string {
  const text = String(label)
  return SAME[text] ?? text
}
