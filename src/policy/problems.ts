import type * as z from 'zod'
import type { Problem } from '../errors.ts'
import { nearest } from '../gates/section/nearest.ts'
import { describeNode, type MappingNode, nodeAt, type Origin, oneLine, type Path, type PolicyNode } from './node.ts'
import { policySection } from './schema.ts'
import { type KeyShape, keyShape, type Shape } from './shape.ts'

export function whereOf(origin: Origin, file: string): string {
  switch (origin.kind) {
    case 'file':
      return `${file}:${origin.line}:${origin.column}`
    case 'base':
      // Not file:line:column: an annotation would land on a line of the pull request's file that has nothing to do with it.
      return `${file} at the base commit, line ${origin.line}`
    case 'default':
      return file
  }
}

/** Nobody reads more; a hostile policy could have thousands. */
export const MOST_PROBLEMS = 100

/**
 * The schema's issues as problems with positions.
 *
 * @param missingKeys `ignored` where `defaults` may still bring them
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  root: MappingNode,
  schema: z.core.$ZodType,
  file: string,
  missingKeys: 'reported' | 'ignored',
): Problem[] {
  return issues.flatMap((issue) => {
    const node = nodeAt(root, issue.path)
    if (node === undefined) return missingKeys === 'reported' ? [missingKey(issue.path, root, schema, file)] : []
    if (issue.code === 'unrecognized_keys' && node.kind === 'mapping') {
      return issue.keys.slice(0, MOST_PROBLEMS).map((name) => unknownKey(name, node, keyAt(schema, issue.path)?.shape, issue.message, file))
    }
    if (issue.code === 'invalid_union') return unionProblems(issue, node, root, schema, file)
    if (issue.code === 'invalid_key') return [wrongName(issue, root, file)]
    return [wrongValue(issue, node, root, schema, file)]
  })
}

function wrongValue(issue: z.core.$ZodIssue, node: PolicyNode, root: MappingNode, schema: z.core.$ZodType, file: string): Problem {
  const found = `${subjectOf(issue.path, root)} is ${describeNode(node)}`
  return {
    where: whereOf(node.origin, file),
    found,
    expected: issue.message,
    remedy: remedyFor(issue, node, keyAt(schema, issue.path)?.facts?.example),
  }
}

/** `evaluate.confidence` by its own name, an entry of a list with the list's. */
function subjectOf(path: Path, root: MappingNode): string {
  const last = path.at(-1)
  if (typeof last === 'number') {
    const list = nodeAt(root, path.slice(0, -1))
    return list?.kind === 'list' ? `entry ${last + 1} of ${subjectOf(path.slice(0, -1), root)}` : `entry ${last + 1}`
  }
  return last === undefined ? 'the file' : `\`${String(last)}\``
}

function remedyFor(issue: z.core.$ZodIssue, node: PolicyNode, example: string | undefined): string {
  if (issue.code === 'custom' && typeof issue.params?.['remedy'] === 'string') return issue.params['remedy']
  if (node.kind === 'scalar' && node.value === null) return 'Give it a value or remove the key.'
  if (issue.code === 'invalid_value' && node.kind === 'scalar') {
    const near = nearest(String(node.value), issue.values.map(String))
    if (near !== undefined) return `Did you mean \`${near}\`?`
    return issue.values.length === 1 ? `Write ${issue.values.map(String).join()}.` : 'Choose one of them.'
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && node.kind === 'scalar') return `Put it in quotes: "${node.source}".`
  if (issue.code === 'invalid_type' && issue.expected === 'array' && node.kind === 'scalar')
    return `Write it as a list: [${oneLine(node)}].`
  return example === undefined ? 'Correct the value.' : `For example \`${String(issue.path.at(-1))}: ${example}\`.`
}

function unknownKey(name: string, parent: MappingNode, shape: Shape | undefined, otherwise: string, file: string): Problem {
  const known = shape?.kind === 'section' ? [...shape.keys.keys()] : []
  const origin = parent.entries.get(name)?.keyOrigin ?? parent.origin
  const expected = known.length === 0 ? otherwise : `one of ${known.map((key) => `\`${key}\``).join(', ')}`
  return { where: whereOf(origin, file), found: `unknown key \`${name}\``, expected, remedy: remedyForUnknownKey(name, known) }
}

function remedyForUnknownKey(name: string, known: readonly string[]): string {
  if (name === '<<') return 'Merge keys are not read: what models share goes under `defaults:`.'
  const misspelt = nearest(name, known, 0.34)
  if (misspelt !== undefined) return `Did you mean \`${misspelt}\`?`
  const [place] = placesOf(name, keyShape(policySection).shape, '')
  if (place !== undefined) return `It belongs to \`${place}\`.`
  const near = nearest(name, known)
  return near === undefined ? 'Remove it.' : `Did you mean \`${near}\`?`
}

/** Where else the schema has a key of that name. */
function placesOf(name: string, shape: Shape, path: string): string[] {
  if (shape.kind === 'map') return placesOf(name, shape.value.shape, `${path}.<name>`)
  if (shape.kind === 'value') return []
  return [...shape.keys].flatMap(([key, { shape: inner }]) => {
    const place = path === '' ? key : `${path}.${key}`
    return key === 'defaults' ? [] : [...(key === name ? [place] : []), ...placesOf(name, inner, place)]
  })
}

function missingKey(path: Path, root: MappingNode, schema: z.core.$ZodType, file: string): Problem {
  const name = String(path.at(-1))
  const facts = keyAt(schema, path)?.facts
  const example = facts === null || facts === undefined ? '' : `: ${facts.example}`
  return {
    where: whereOf(keyOrigin(root, path.slice(0, -1)), file),
    found: `\`${name}\` is missing`,
    expected:
      facts === null || facts === undefined ? 'that key' : `one: ${lowerFirst(facts.meaning.split('. ')[0] ?? '').replace(/\.$/, '')}`,
    remedy: `Add \`${name}${example}\`.`,
  }
}

/** Of what has no place itself, its mapping's key is shown. */
function keyOrigin(root: MappingNode, path: Path): Origin {
  const parent = nodeAt(root, path.slice(0, -1))
  const entry = parent?.kind === 'mapping' ? parent.entries.get(String(path.at(-1))) : undefined
  return entry?.keyOrigin ?? nodeAt(root, path)?.origin ?? root.origin
}

function wrongName(issue: z.core.$ZodIssueInvalidKey, root: MappingNode, file: string): Problem {
  const name = String(issue.path.at(-1))
  return {
    where: whereOf(keyOrigin(root, issue.path), file),
    found: `\`${name}\` is no name that can stand there`,
    expected: issue.issues[0]?.message ?? 'another name',
    remedy: 'Rename it.',
  }
}

/** Of a union, the branch that the value was meant for: the one that does not refuse it as a whole. */
function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  node: PolicyNode,
  root: MappingNode,
  schema: z.core.$ZodType,
  file: string,
): Problem[] {
  const meant = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0))
  if (meant === undefined) return [wrongValue(issue, node, root, schema, file)]
  const inner = meant.map((problem) => ({ ...problem, path: [...issue.path, ...problem.path] }))
  return problemsOf(inner, root, schema, file, 'reported')
}

export function keyAt(schema: z.core.$ZodType, path: Path): KeyShape | undefined {
  return path.reduce<KeyShape | undefined>((at, step) => {
    if (at?.shape.kind === 'section') return at.shape.keys.get(String(step))
    return at?.shape.kind === 'map' ? at.shape.value : undefined
  }, keyShape(schema))
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
