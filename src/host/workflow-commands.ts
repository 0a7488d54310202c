import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { EOL } from 'node:os'

/*
 * What a step tells its runner. Written here rather than by @actions/core, whose import brings an HTTP client that nothing here uses and
 * takes longer than a whole empty start; a test holds the text equal to what @actions/core writes.
 */

/** A command as a printed line, such as `::error title=…::message`. Properties without a value are left out. */
export function workflowCommand(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '')
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',')
  return `::${name}${list === '' ? '' : ` ${list}`}::${escapeMessage(message)}${EOL}`
}

/** Adds a value to a file of key and values, such as the step's outputs; whatever the value holds, it ends at its delimiter. */
export function appendValue(file: string, key: string, value: string): void {
  const delimiter = `ghadelimiter_${randomUUID()}`
  appendFileSync(file, `${key}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`)
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

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
