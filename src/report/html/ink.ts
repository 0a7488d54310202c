/** Colours are the page's properties, so that one drawing serves light and dark. */
export const INK = {
  axis: 'var(--muted)',
  grid: 'var(--grid)',
  line: 'var(--line)',
  beyond: 'var(--beyond)',
  page: 'var(--page)',
  text: 'var(--ink)',
} as const

/** How an arm is drawn, the same in every figure; dashes tell it without colour. */
export const ARMS = {
  baseline: { color: 'var(--baseline)', dash: '5 3', symbol: 'square' },
  candidate: { color: 'var(--candidate)', dash: '', symbol: 'circle' },
  other: { color: 'var(--other)', dash: '1.5 3', symbol: 'diamond2' },
} as const
