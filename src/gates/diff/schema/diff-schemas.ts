import type { TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { type RuleId, ruleOf } from '../rules/registry.ts'
import type { Rule } from '../rules/rule.ts'
import { diffOneSidedColumns, diffOrder, diffSharedColumns } from './diff-columns.ts'
import { diffFormat } from './diff-format.ts'
import { diffTags } from './diff-tags.ts'
import { findRenames } from './find-renames.ts'

export type SchemaDiff = { readonly findings: readonly Finding[]; readonly notes: readonly string[] }

/** What changed in the schema and in how values are written, gravest first. Pure: the same schemas always give the same findings. */
export function diffSchemas({ reference, current }: { readonly reference: TableSchema; readonly current: TableSchema }): SchemaDiff {
  const notes = [...reference.notes, ...current.notes]
  const format = diffFormat(reference, current)
  // Without its names, a column is not the one before; a file that cannot be decoded has none.
  if (!sameNaming(reference, current))
    return { findings: format, notes: [...notes, 'Columns were not compared: only one side names them.'] }
  const renames = findRenames(reference, current)
  const findings = [
    ...format,
    ...renames.findings,
    ...diffOneSidedColumns(reference, current, renames.names),
    ...diffSharedColumns(reference, current),
    ...diffTags(reference, current),
    ...diffOrder(reference, current),
    ...diffLayout(reference, current),
  ]
  return { findings: [...findings].sort((one, other) => graveness(one) - graveness(other)), notes }
}

function sameNaming({ csv: one }: TableSchema, { csv: other }: TableSchema): boolean {
  return (
    (one?.header ?? true) === (other?.header ?? true) && (one?.encoding ?? 'UTF-8') === 'UTF-8' && (other?.encoding ?? 'UTF-8') === 'UTF-8'
  )
}

/** Readers must know the codec; which one it is changes no value. */
function diffLayout({ codecs: before }: TableSchema, { codecs: after }: TableSchema): Finding[] {
  if (before === null || after === null || before.join() === after.join()) return []
  const message = 'The file is compressed otherwise.'
  return [{ rule: 'PHYSICAL_LAYOUT_CHANGED', subject: 'file', message, evidence: `${before.join(', ')} → ${after.join(', ')}` }]
}

const ORDER = ['breaking', 'risky', 'info', 'judged']

function graveness({ rule, severity }: Finding): number {
  return ORDER.indexOf(severity ?? severityOf(rule))
}

function severityOf(rule: RuleId): Rule['severity'] {
  return ruleOf(rule).severity
}
