/** Words that YAML 1.2 reads as something else than text, and those that YAML 1.1 still does. */
const RESERVED = /^(true|false|null|yes|no|on|off|y|n|~)$/i
/** Nothing that YAML gives a meaning, inside or outside of brackets; a number would be one. */
const PLAIN = /^[A-Za-z_][\w./@+-]*$/

/** A value as YAML, fit for any place; a name from a file is quoted unless it is plainly a word. */
export function yamlScalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  return PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value)
}

export function yamlList(values: readonly (string | number)[]): string {
  return `[${values.map(yamlScalar).join(', ')}]`
}

const MOST_COMMENT_CHARS = 300

/** Text from files as part of a comment: one line, nothing that hides or reorders. */
export function commentText(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')
  return line.length > MOST_COMMENT_CHARS ? `${line.slice(0, MOST_COMMENT_CHARS - 1)}…` : line
}

/** Commented out as it stands, so that it is one `#` a line away from use. */
export function commentOut(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`))
}
