/** Where a column of numbers is cut, ascending; none where it has no finite value. */
export type NumberFacts = { readonly cuts: readonly number[] }

/** Significant digits of the distance between the outer cuts that a bin's name shows. */
const DIGITS = 2

export type Bins = { readonly sql: string; readonly names: readonly string[] }

/** SQL that numbers the parts of a column, and what they are called: as slices with edges are. Nulls are the last part. */
export function binsOf(name: string, sql: string, { cuts }: NumberFacts): Bins {
  const edges = roundedEdges(cuts)
  const [first] = edges
  const steps = edges.map((edge, index) => `WHEN ${sql} < ${edge}::DOUBLE THEN ${index}`)
  const inner = edges.slice(1).map((edge, index) => `${edges[index]}<=${name}<${edge}`)
  const names = first === undefined ? [`${name} is a number`] : [`${name}<${first}`, ...inner, `${name}>=${edges.at(-1)}`]
  return {
    sql: `CASE WHEN ${sql} IS NULL THEN ${edges.length + 1} ${steps.join(' ')} ELSE ${edges.length} END`,
    names: [...names, `${name} is null`],
  }
}

/** Numbers that a reader can say, as fine as the cuts lie apart; equal ones (half of a column is 0) are one edge. */
function roundedEdges(cuts: readonly number[]): readonly number[] {
  const [first = 0] = cuts
  const spread = (cuts.at(-1) ?? first) - first
  if (spread === 0) return cuts.slice(0, 1)
  const step = 10 ** (Math.floor(Math.log10(spread)) - DIGITS + 1)
  return [...new Set(cuts.map((cut) => Number((Math.round(cut / step) * step).toPrecision(12))))]
}
