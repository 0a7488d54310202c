import type { FoundTable } from './found-tables.ts'
import type { Proposal } from './proposal.ts'

/** A line of `slices`, as YAML would be written from it. */
export type SliceProposal = { readonly column: string; readonly edges: readonly number[] | null; readonly why: string }

const MOST_GROUPS = 12
const MOST_SLICES = 6
const AGE = /(^|_)age($|_)/i
/** Ages at which people are usually told apart. */
const AGE_EDGES = [30, 45, 60]

/** Parts of the rows that people would ask about: columns of few texts, and ages. */
export function guessSlices(table: FoundTable, { label, special }: Pick<Proposal, 'label' | 'special'>): SliceProposal[] {
  const taken = new Set([label.value, special.id?.value, special.group?.value, special.query?.value, special.weight])
  const free = table.columns.filter(({ name }) => !taken.has(name))
  const ages = free.flatMap(({ name, range }): SliceProposal[] => {
    if (!AGE.test(name) || range === null) return []
    const edges = AGE_EDGES.filter((edge) => edge > range.min && edge <= range.max)
    return edges.length === 0 ? [] : [{ column: name, edges, why: `${range.min} to ${range.max}` }]
  })
  const texts = free
    .filter(
      ({ kind, values }) =>
        (kind === 'text' || kind === 'boolean') && values !== null && values.length >= 2 && values.length <= MOST_GROUPS,
    )
    .sort((a, b) => a.distinct - b.distinct)
    .map(
      ({ name, values }): SliceProposal => ({
        column: name,
        edges: null,
        why: (values ?? []).toSorted().slice(0, 4).join(', ') + ((values ?? []).length > 4 ? ', …' : ''),
      }),
    )
  return [...ages, ...texts].slice(0, MOST_SLICES)
}
