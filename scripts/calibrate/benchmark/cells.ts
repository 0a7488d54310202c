/** What is recorded: a baseline of so many equal layers beside a candidate of as many or a few more, with a busy neighbour. */
export type Cell = { readonly name: string; readonly truth: string; readonly candidateLayers: number }

export const BASELINE_LAYERS = 100
export const WIDTH = 64

/** The slow-downs are made by operators: the time of a call is that of a layer times their number, and what a call costs by itself. */
export const CELLS: readonly Cell[] = [
  { name: 'equal', truth: 'the same model', candidateLayers: 100 },
  { name: 'plus-5', truth: '+5 % operators', candidateLayers: 105 },
  { name: 'plus-10', truth: '+10 % operators', candidateLayers: 110 },
]

/** Which question is asked of which recordings, and what is promised. */
export const QUESTIONS: readonly { readonly cell: string; readonly margin: string; readonly promise: string }[] = [
  { cell: 'equal', margin: '5%', promise: 'fails in at most 1 %' },
  { cell: 'equal', margin: '2%', promise: 'fails in at most 1 %' },
  { cell: 'plus-5', margin: '2%', promise: 'found in at least 90 %' },
  { cell: 'plus-10', margin: '5%', promise: 'found in at least 95 %' },
]
