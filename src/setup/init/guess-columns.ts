import { formatAbout, formatCount } from '../../judge/format-number.ts'
import type { SurveyedColumn } from '../../sources/tabular/survey.ts'
import type { FoundTable } from './found-tables.ts'
import { certain, type Guess, guessed } from './guess.ts'

/** What columns mean besides features and the label; null where no column looks like it. */
export type SpecialColumns = {
  readonly id: Guess<string> | null
  readonly group: Guess<string> | null
  readonly query: Guess<string> | null
  /** Never written down unasked: a weight changes what every metric means. */
  readonly weight: string | null
}

const ID = /^(row_?)?(id|uid|uuid|guid|key|index|idx)$|_(id|uuid|key)$|^(record|sample|example|row|event|transaction)_?(id|key|no|number)$/i
const GROUP =
  /^(group|household|user|customer|client|account|patient|subject|session|visitor|member|person|device|store|merchant|site)s?(_?(id|key|uuid))?$/i
const QUERY = /^(query|q|qid|search|srch|request|impression)(_?id)?$/i
const WEIGHT = /^(sample_?|instance_?|case_?)?(weight|weights)$/i
/** Fewer groups than this make no interval; more than this share of the rows are no groups but ids. */
const FEWEST_GROUPS = 20
const MOST_GROUPS = 0.9

/** @param features columns that the model is fed: a weight in grams that it reads is no weight of rows */
export function guessSpecialColumns(table: FoundTable, features: ReadonlySet<string>): SpecialColumns {
  const free = table.columns.filter(({ name, nulls, kind }) => !features.has(name) && nulls === 0 && kind !== 'other' && kind !== 'boolean')
  const ids = free.filter((column) => ID.test(column.name) && column.kind !== 'float' && column.distinct === table.rowsLookedAt)
  const queries = free.filter((column) => QUERY.test(column.name) && isGrouping(column, table))
  const groups = free.filter((column) => GROUP.test(column.name) && isGrouping(column, table))
  const [weight] = table.columns.filter(
    ({ name, kind }) => !features.has(name) && WEIGHT.test(name) && (kind === 'integer' || kind === 'float'),
  )
  return {
    id: first(ids, ({ name }) => `${name} is another in every row`),
    group: first(
      groups,
      ({ distinct, name }) =>
        `about ${formatAbout(distinct)} values of ${name} over ${formatCount(table.rowsLookedAt)} rows: rows of one may depend on each other`,
    ),
    query: first(
      queries,
      ({ distinct, name }) => `about ${formatAbout(distinct)} values of ${name} over ${formatCount(table.rowsLookedAt)} rows`,
    ),
    weight: weight?.name ?? null,
  }
}

function isGrouping({ distinct }: SurveyedColumn, { rowsLookedAt }: FoundTable): boolean {
  return distinct >= FEWEST_GROUPS && distinct <= rowsLookedAt * MOST_GROUPS
}

function first(columns: readonly SurveyedColumn[], why: (column: SurveyedColumn) => string): Guess<string> | null {
  const [best, ...others] = columns
  return best === undefined
    ? null
    : guessed(
        best.name,
        why(best),
        others.map(({ name }) => name),
      )
}

/** What somebody said by a flag, else the guess. */
export function stated<T>(flag: string, value: T | null, otherwise: () => Guess<T>): Guess<T> {
  return value === null ? otherwise() : certain(value, `as ${flag} says`)
}
