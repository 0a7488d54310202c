import type { Guardrail } from '../settings.ts'

/** Columns of a recording that are not of a guardrail. */
export const COMMON_COLUMNS = ['release', 'from', 'to', 'arm', 'requests', 'at', 'truth'] as const
export const REQUIRED_COLUMNS = ['release', 'from', 'to', 'arm'] as const

/** Where a guardrail's counts stand: in which columns, by their names. */
export type GuardrailColumns =
  | { readonly kind: 'rate'; readonly requests: string; readonly failures: string }
  | { readonly kind: 'latency'; readonly edges: readonly number[]; readonly buckets: readonly string[] }
  | { readonly kind: 'mean'; readonly count: string; readonly sum: string; readonly sumOfSquares: string }

export type FoundColumns = {
  readonly guardrails: ReadonlyMap<string, GuardrailColumns>
  /** Guardrails that the recording has nothing of. */
  readonly absent: readonly string[]
  /** In words, what the header lacks or has wrong. */
  readonly problems: readonly { readonly found: string; readonly expected: string; readonly remedy: string }[]
  /** Columns that nobody reads. */
  readonly ignored: readonly string[]
}

/** What a header offers to a policy's guardrails. */
export function findColumns(header: readonly string[], guardrails: readonly Guardrail[]): FoundColumns {
  const found = new Map<string, GuardrailColumns>()
  const absent: string[] = []
  const problems: FoundColumns['problems'][number][] = missingOf(header)
  const used = new Set<string>(COMMON_COLUMNS)
  for (const { name, critical, spec } of guardrails) {
    const own = header.filter((column) => column.startsWith(`${name}.`))
    for (const column of own) used.add(column)
    const wanted = wantedOf(name, spec.kind)
    const columns = own.length === 0 ? null : columnsOf(name, spec.kind, header)
    if (columns !== null) found.set(name, columns)
    else if (own.length === 0 && !critical) absent.push(name)
    else
      problems.push({
        found: own.length === 0 ? `no column of the critical guardrail \`${name}\`` : `${own.join(', ')} of \`${name}\``,
        expected: wanted,
        remedy: 'Add what is missing; docs/backtest.md has an example.',
      })
  }
  return { guardrails: found, absent, problems, ignored: header.filter((column) => !used.has(column)) }
}

function missingOf(header: readonly string[]): FoundColumns['problems'][number][] {
  const missing = REQUIRED_COLUMNS.filter((column) => !header.includes(column))
  const twice = header.filter((column, index) => header.indexOf(column) !== index)
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            found: `no column ${missing.join(', ')}`,
            expected: `the columns ${REQUIRED_COLUMNS.join(', ')} and those of the guardrails`,
            remedy: 'The first line names the columns; docs/backtest.md has an example.',
          },
        ]),
    ...twice.map((column) => ({ found: `the column ${column} twice`, expected: 'each once', remedy: 'Remove one of them.' })),
  ]
}

function wantedOf(name: string, kind: Guardrail['spec']['kind']): string {
  switch (kind) {
    case 'rate':
      return `\`${name}.failures\`, and \`requests\` or \`${name}.requests\``
    case 'latency':
      return `\`${name}.le.<edge>\` for each bucket, cumulative, and \`${name}.le.+Inf\``
    case 'mean':
      return `\`${name}.count\`, \`${name}.sum\` and \`${name}.sum-of-squares\``
  }
}

function columnsOf(name: string, kind: Guardrail['spec']['kind'], header: readonly string[]): GuardrailColumns | null {
  const has = (column: string) => header.includes(column)
  switch (kind) {
    case 'rate': {
      const requests = has(`${name}.requests`) ? `${name}.requests` : 'requests'
      return has(requests) && has(`${name}.failures`) ? { kind, requests, failures: `${name}.failures` } : null
    }
    case 'latency':
      return bucketsOf(`${name}.le.`, header)
    case 'mean': {
      const [count, sum, sumOfSquares] = [`${name}.count`, `${name}.sum`, `${name}.sum-of-squares`]
      return [count, sum, sumOfSquares].every(has) ? { kind, count, sum, sumOfSquares } : null
    }
  }
}

/** By rising edge, whatever their order in the file; `+Inf` last. */
function bucketsOf(prefix: string, header: readonly string[]): GuardrailColumns | null {
  const buckets = header
    .filter((column) => column.startsWith(prefix))
    .map((column) => {
      const text = column.slice(prefix.length)
      return { column, edge: text === '+Inf' ? Number.POSITIVE_INFINITY : text.trim() === '' ? Number.NaN : Number(text) }
    })
    .sort((a, b) => a.edge - b.edge)
  if (buckets.length < 2 || buckets.some(({ edge }) => Number.isNaN(edge)) || buckets.at(-1)?.edge !== Number.POSITIVE_INFINITY) return null
  return { kind: 'latency', edges: buckets.slice(0, -1).map(({ edge }) => edge), buckets: buckets.map(({ column }) => column) }
}
