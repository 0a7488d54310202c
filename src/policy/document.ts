import { isAlias, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument, type YAMLError } from 'yaml'
import type { Problem } from '../errors.ts'
import type { Entry, MappingNode, Origin, PolicyNode } from './node.ts'

/** A policy is some hundred lines. Beyond these it is a mistake, or an attempt to exhaust the runner through aliases. */
const MOST_CHARACTERS = 1_000_000
const MOST_CHARACTERS_OF_A_VALUE = 10_000
const MOST_VALUES = 20_000
const MOST_NESTING = 50
const PLAIN_NAME = /^\P{Cc}{1,200}$/u

export type Parsing =
  | { readonly ok: true; readonly root: MappingNode }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] }

/** YAML 1.2 text to nodes with positions; every syntax error with its place. Aliases are followed, merge keys are not. */
export function parsePolicyDocument(text: string, file: string): Parsing {
  if (text.length > MOST_CHARACTERS) {
    return refuse(problemAt(file, 1, 1, `${text.length} characters`, `at most ${MOST_CHARACTERS}`, 'Is this the policy?'))
  }
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'error',
  })
  const [syntaxError, ...others] = withoutFollowUps([...document.errors, ...document.warnings]).map((error) =>
    syntaxProblem(error, lines, file),
  )
  if (syntaxError) return refuse(syntaxError, ...others)
  if (document.directives?.yaml.version !== '1.2') {
    return refuse(problemAt(file, 1, 1, 'another version of YAML is asked for', 'YAML 1.2', 'Remove the %YAML line.'))
  }
  const reader = new NodeReader(document.contents, lines, file)
  return reader.read()
}

/** Turns the library's nodes into ours and follows aliases, counting what comes out. */
class NodeReader {
  private readonly contents: ParsedNode | null
  private readonly lines: LineCounter
  private readonly file: string
  private readonly anchors = new Map<string, Node>()
  private readonly problems: Problem[] = []
  private values = 0

  constructor(contents: ParsedNode | null, lines: LineCounter, file: string) {
    this.contents = contents
    this.lines = lines
    this.file = file
  }

  read(): Parsing {
    if (this.contents === null) return refuse(problemAt(this.file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY))
    const root = this.node(this.contents, 0)
    const [problem, ...others] = this.problems
    if (problem) return refuse(problem, ...others)
    if (root.kind === 'mapping') return { ok: true, root }
    if (root.kind === 'scalar' && root.value === null)
      return refuse(problemAt(this.file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY))
    const { line, col } = this.place(this.contents)
    return refuse(problemAt(this.file, line, col, `the file is ${root.kind === 'list' ? 'a list' : 'a text'}`, 'a mapping', MINIMAL_REMEDY))
  }

  private node(node: Node | null, depth: number): PolicyNode {
    const origin = this.origin(node)
    if (this.problems.length > 0 || node === null) return empty(origin)
    if (++this.values > MOST_VALUES)
      return this.complain(node, `more than ${MOST_VALUES} values`, 'fewer', 'Aliases (`*name`) multiply them.')
    if (depth > MOST_NESTING) {
      return this.complain(node, `nested deeper than ${MOST_NESTING} levels`, 'a flat policy', 'An alias (`*name`) may contain itself.')
    }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source)
      return target
        ? this.node(target, depth + 1)
        : this.complain(node, `no anchor &${node.source} before`, 'one', 'Write the value itself.')
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node)
    if (isScalar(node)) return this.scalar(node.value, node.source ?? '', node, origin)
    if (isMap<Node, Node | null>(node)) return this.mapping(node.items, depth, origin)
    return { kind: 'list', items: node.items.map((item) => this.node(isNode(item) ? item : null, depth + 1)), origin }
  }

  private scalar(value: unknown, source: string, node: Node, origin: Origin): PolicyNode {
    if (source.length > MOST_CHARACTERS_OF_A_VALUE) {
      return this.complain(node, `a value of ${source.length} characters`, `at most ${MOST_CHARACTERS_OF_A_VALUE}`, 'Shorten it.')
    }
    if (typeof value === 'number') {
      if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
        return { kind: 'scalar', value, source, origin }
      return this.complain(node, `${source} cannot be held exactly`, 'a number below 2^53', 'If it is a name, put it in quotes.')
    }
    if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'scalar', value, source: String(value), origin }
    return empty(origin)
  }

  private mapping(items: readonly { key: Node; value: Node | null }[], depth: number, origin: Origin): PolicyNode {
    const entries = new Map<string, Entry>()
    for (const { key, value } of items) {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : undefined
      if (name === undefined || name === '__proto__' || !PLAIN_NAME.test(name))
        return this.complain(key, 'a key that is no plain name', 'a name', 'Keys are plain text.')
      if (entries.has(name)) return this.complain(key, `the key \`${name}\` stands twice`, 'each key once', 'Remove one of them.')
      const keyOrigin = this.origin(key)
      entries.set(name, { keyOrigin, node: value === null ? empty(keyOrigin) : this.node(value, depth + 1) })
    }
    return { kind: 'mapping', entries, origin }
  }

  private complain(node: Node, found: string, expected: string, remedy: string): PolicyNode {
    const { line, col } = this.place(node)
    this.problems.push(problemAt(this.file, line, col, found, expected, remedy))
    return empty(this.origin(node))
  }

  private origin(node: Node | null): Origin {
    const { line, col } = this.place(node)
    return { kind: 'file', line, column: col }
  }

  private place(node: Node | null): { line: number; col: number } {
    return this.lines.linePos(node?.range?.[0] ?? 0)
  }
}

function empty(origin: Origin): PolicyNode {
  return { kind: 'scalar', value: null, source: '', origin }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}

function refuse(...problems: [Problem, ...Problem[]]): Parsing {
  return { ok: false, problems }
}

function problemAt(file: string, line: number, column: number, found: string, expected: string, remedy: string): Problem {
  return { where: `${file}:${line}:${column}`, found, expected, remedy }
}

/** After a first mistake of form the parser stumbles on; a key that stands twice or a tag confuses nobody. */
function withoutFollowUps(errors: readonly YAMLError[]): YAMLError[] {
  const isHarmless = ({ code }: YAMLError) => code === 'DUPLICATE_KEY' || code === 'TAG_RESOLVE_FAILED'
  const first = errors.find((error) => !isHarmless(error))
  return errors.filter((error) => error === first || isHarmless(error))
}

function syntaxProblem(error: YAMLError, lines: LineCounter, file: string): Problem {
  const { line, col } = lines.linePos(error.pos[0])
  const remedy = SYNTAX_REMEDIES[error.code] ?? 'Mend the YAML there or in the line above; an editor with YAML support shows it.'
  return problemAt(file, line, col, SYNTAX_FOUND[error.code] ?? lowerFirst(error.message), 'valid YAML', remedy)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

const SYNTAX_FOUND: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab in the indentation',
  DUPLICATE_KEY: 'the same key stands twice in one mapping',
  MULTIPLE_DOCS: 'a second document (`---`)',
}

const SYNTAX_REMEDIES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  DUPLICATE_KEY: 'Remove one of them.',
  MULTIPLE_DOCS: 'Keep one document a file; several models stand under `models:`.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds a colon in quotes, or mend the indentation.',
  MISSING_CHAR: 'Close the quote or the bracket that was opened there or above.',
  BAD_INDENT: 'Close the bracket, or mend the indentation.',
  TAG_RESOLVE_FAILED: 'Remove the tag (`!…`).',
}

/** Ready to paste. */
export const MINIMAL_POLICY = `version: 1
models:
  my-model:
    onnx: models/my-model.onnx
    task: binary-classification
    data:
      evaluation: data/holdout.parquet
      label: label
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
`

const MINIMAL_REMEDY = `Start from this:\n\n${MINIMAL_POLICY}`
