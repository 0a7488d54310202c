import type { ColumnTag, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'

type Meaning = 'protection' | 'unit' | 'description'

/** Keys by what they are called in data contracts and catalogues, without a prefix such as `acme.` or `dc:`. */
const KEYS: Readonly<Record<Meaning, RegExp>> = {
  protection:
    /^(is[-_]?)?(pii|phi|personal|personal[-_]?data|sensitive|sensitivity|confidential|confidentiality|gdpr|privacy|(data[-_]?)?classification|security[-_]?class(ification)?)$/i,
  unit: /^(unit|units|uom|unit[-_]?of[-_]?measure(ment)?|currency|scale)$/i,
  description: /^(description|comment|doc|docs|documentation|meaning|definition)$/i,
}
const MEANINGS: readonly Meaning[] = ['protection', 'unit', 'description']
/** Longer texts are shortened in reports. */
const SHOWN_CHARS = 80

/** What the files say of columns that both have: a tag of protection that is gone, another unit, another description. */
export function diffTags(reference: TableSchema, current: TableSchema): Finding[] {
  const { tags: before } = reference
  const { tags: after } = current
  if (before === undefined || after === undefined) return []
  const isKept = ({ column }: ColumnTag) => [reference, current].every(({ columns }) => columns.some(({ name }) => isPart(column, name)))
  const changed = before.filter(isKept).flatMap((tag) => {
    const now = after.find(({ column, key }) => column === tag.column && key === tag.key)?.value ?? null
    return now === tag.value ? [] : changeOf(tag, tag.value, now)
  })
  const isNew = ({ column, key }: ColumnTag) => !before.some((tag) => tag.column === column && tag.key === key)
  const added = after.filter((tag) => isKept(tag) && isNew(tag)).flatMap((tag) => changeOf(tag, null, tag.value))
  return [...changed, ...added]
}

/** A column with a dot in its name is one, too. */
function isPart(path: string, column: string): boolean {
  return path === column || path.startsWith(`${column}.`)
}

function changeOf({ column: subject, key }: ColumnTag, before: string | null, after: string | null): Finding[] {
  const evidence = `${key}: ${shown(before)} → ${shown(after)}`
  switch (meaningOf(key)) {
    case 'protection':
      // Whoever adds a tag protects more than before; one that only denies protected nothing.
      if (before === null || isDenial(before)) return []
      return [{ rule: 'PII_OR_CLASSIFICATION_REMOVED', subject, message: `The tag ${JSON.stringify(key)} ${how(after)}.`, evidence }]
    case 'unit':
      if (before === null) return []
      return [{ rule: 'UNIT_OR_SEMANTICS_CHANGED', subject, message: `The declared unit ${how(after)}.`, evidence, severity: 'risky' }]
    case 'description':
      // Mostly better words for the same thing; it is listed because sometimes it is not.
      if (before === null) return []
      return [{ rule: 'UNIT_OR_SEMANTICS_CHANGED', subject, message: `The description ${how(after)}.`, evidence, severity: 'info' }]
    case null:
      return []
  }
}

function meaningOf(key: string): Meaning | null {
  const own = key.split(/[.:/]/).at(-1) ?? key
  return MEANINGS.find((meaning) => KEYS[meaning].test(own)) ?? null
}

function isDenial(value: string): boolean {
  return /^(false|no|none|0|public|)$/i.test(value.trim())
}

function how(after: string | null): string {
  return after === null ? 'is gone' : 'is another one'
}

function shown(value: string | null): string {
  if (value === null) return 'none'
  return JSON.stringify(value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS)}…` : value)
}
