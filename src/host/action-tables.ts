import { markdownTable } from 'markdown-table'
import { OUTPUTS } from './action-outputs.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { type CommandName, inputsOf } from './inputs.ts'

/** The tables of an action's README, by the name between the markers. */
export function renderActionTables(command: CommandName): Record<'inputs' | 'outputs' | 'exit-codes', string> {
  const inputs = inputsOf(command).flatMap(([name, input]) => {
    if (input.flag) return []
    const preset = input.actionDefault ?? input.default
    const choices = input.choices === undefined ? '' : ` One of ${input.choices.map(code).join(', ')}.`
    return [[code(name), preset === undefined ? '' : code(preset), `${input.description}${choices}`]]
  })
  const outputs = Object.entries(OUTPUTS).filter(([, { commands }]) => commands.some((name) => name === command))
  return {
    inputs: table(['input', 'default', 'meaning'], inputs),
    outputs: table(
      ['output', 'meaning'],
      outputs.map(([name, { description }]) => [code(name), description]),
    ),
    'exit-codes': table(['exit code', 'meaning'], Object.entries(EXIT_CODES)),
  }
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- /generated: name -->`; the rest is written by people. */
export function fillMarkers(markdown: string, contents: Readonly<Record<string, string>>): string {
  return markdown.replace(MARKED, (whole, name: string) => {
    const content = contents[name]
    return content === undefined ? whole : `<!-- generated: ${name} -->\n${content}\n<!-- /generated: ${name} -->`
  })
}

const MARKED = /<!-- generated: (?<name>[a-z-]+) -->\n[\s\S]*?<!-- \/generated: \k<name> -->/g

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([[...head], ...rows.map((row) => [...row])])
}
