/**
 * The runner takes every printed line that starts with `::`, and every `##[`, for a command: a column named `::add-mask::a` could
 * act on the job. Text stays readable and loses that meaning.
 */
export function disarmCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
}

/** The same for JSON, whose value must not change: no line of it starts with `::`, so only `##[` inside of texts is escaped. */
export function disarmCommandsInJson(json: string): string {
  return json.replaceAll('##[', '#\\u0023[')
}
