import type { LineCounter, YAMLError } from 'yaml'
import type { Problem } from '../errors.ts'

/** Syntax errors with their places; what only follows from the first one is left out. */
export function syntaxProblems(errors: readonly YAMLError[], lines: LineCounter, file: string): Problem[] {
  return withoutFollowUps(errors).map((error) => syntaxProblem(error, lines, file))
}

export function problemAt(file: string, line: number, column: number, found: string, expected: string, remedy: string): Problem {
  return { where: `${file}:${line}:${column}`, found, expected, remedy }
}

/** After a first mistake of form the parser stumbles on; an unknown tag confuses nobody. */
function withoutFollowUps(errors: readonly YAMLError[]): YAMLError[] {
  const isHarmless = ({ code }: YAMLError) => code === 'TAG_RESOLVE_FAILED'
  const first = errors.find((error) => !isHarmless(error))
  return errors.filter((error) => error === first || isHarmless(error))
}

function syntaxProblem({ code, message, pos }: YAMLError, lines: LineCounter, file: string): Problem {
  const { line, col } = lines.linePos(pos[0])
  if (/call stack/i.test(message)) return problemAt(file, line, col, 'nested too deeply', 'valid YAML', 'Close the brackets.')
  const remedy = SYNTAX_REMEDIES[code] ?? 'Mend the YAML there or in the line above; an editor with YAML support shows it.'
  return problemAt(file, line, col, SYNTAX_FOUND[code] ?? lowerFirst(message), 'valid YAML', remedy)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

const SYNTAX_FOUND: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab in the indentation',
  MULTIPLE_DOCS: 'a second document (`---`)',
}

const SYNTAX_REMEDIES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  MULTIPLE_DOCS: 'Keep one document a file; several models stand under `models:`.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds a colon in quotes, or mend the indentation.',
  MISSING_CHAR: 'Close the quote or the bracket that was opened there or above.',
  BAD_INDENT: 'Close the bracket, or mend the indentation.',
  TAG_RESOLVE_FAILED: 'Remove the tag (`!…`).',
}
