export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  /** Relative to the repository's root; absent when it belongs to no line. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** What the runner shows of one step: the rest it drops without a word. */
const MAX_PER_LEVEL = 10
const MAX_MESSAGE_CHARS = 4096

/** Shows annotations on the runner: the first nine of a level and one that counts the rest, when there are more than ten. */
export async function annotate(annotations: readonly Annotation[]): Promise<void> {
  if (annotations.length === 0) return
  const { error, warning, notice } = await import('@actions/core')
  const show = { error, warning, notice }
  for (const { level, title, message, file, line, column } of withinLimits(annotations)) {
    const position = { ...(file && { file }), ...(line && { startLine: line }), ...(column && { startColumn: column }) }
    show[level](message, { title, ...position })
  }
}

export function withinLimits(annotations: readonly Annotation[]): Annotation[] {
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const ofLevel = annotations.filter((annotation) => annotation.level === level)
    const shown = ofLevel.length > MAX_PER_LEVEL ? ofLevel.slice(0, MAX_PER_LEVEL - 1) : ofLevel
    const rest = ofLevel.length - shown.length
    const counted: Annotation[] = rest > 0 ? [{ level, title: `${rest} more`, message: 'The report names them all.' }] : []
    return [...shown, ...counted].map((annotation) => ({ ...annotation, message: cut(annotation.message) }))
  })
}

function cut(message: string): string {
  return message.length <= MAX_MESSAGE_CHARS ? message : `${message.slice(0, MAX_MESSAGE_CHARS - 1)}…`
}
