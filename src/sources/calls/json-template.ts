/** What a plain JSON endpoint is sent, and where in its answer the answers lie. */

const PLACEHOLDER = /\{\{(rows|matrix|row|vector)\}\}/

/** Whether the template takes one row a request. */
export function takesOneRow(template: string): boolean {
  return /\{\{(?:row|vector)\}\}/.test(template)
}

/** @param rows JSON objects as text; a list of one where the template takes one row */
export function fillTemplate(template: string, rows: readonly string[]): string {
  // As a function: `$&` in a row must stay what it is.
  return template.replace(PLACEHOLDER, (_, name: string) => {
    switch (name) {
      case 'rows':
        return `[${rows.join(',')}]`
      case 'row':
        return rows[0] ?? '{}'
      case 'matrix':
        return `[${rows.map(valuesOf).join(',')}]`
      default:
        return valuesOf(rows[0] ?? '{}')
    }
  })
}

/** An object's values in the order of its keys, which is that of the fields asked for. */
function valuesOf(row: string): string {
  const fields: unknown = JSON.parse(row)
  return JSON.stringify(typeof fields === 'object' && fields !== null ? Object.values(fields) : [])
}

/**
 * What lies at a path: keys and positions parted by dots, `*` for every entry of a list; undefined where nothing does.
 *
 * @param path null: the whole
 */
export function valueAtPath(document: unknown, path: string | null): unknown {
  return path === null ? document : descend(document, path.split('.'))
}

function descend(value: unknown, steps: readonly string[]): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step === '*') {
    if (!Array.isArray(value)) return undefined
    const found: unknown[] = value.map((item) => descend(item, rest))
    return found.includes(undefined) ? undefined : found
  }
  if (Array.isArray(value)) return /^\d+$/.test(step) ? descend(value[Number(step)], rest) : undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return descend(new Map<string, unknown>(Object.entries(value)).get(step), rest)
}
