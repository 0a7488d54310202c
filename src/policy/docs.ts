import { markdownTable } from 'markdown-table'
import * as z from 'zod'
import type { KeyFacts } from '../gates/section/section.ts'
import { TARGETS, TELEMETRY } from '../rollout/policy/kinds.ts'
import { PREFACE, STRICTER_OF_BOTH } from './docs-text.ts'
import { MINIMAL_POLICY } from './document.ts'
import { policySection } from './schema.ts'
import { type KeyShape, keyShape, type Shape, shapeOf } from './shape.ts'

/** docs/policy.md: what may stand in sluice.yml, from the schema that it is checked with. */
export function renderPolicyDocs(): string {
  const { shape } = keyShape(policySection)
  return `${PREFACE}\n\n\`\`\`yaml\n${MINIMAL_POLICY}\`\`\`\n\n${sections('', shape, undefined).join('\n\n')}\n\n${STRICTER_OF_BOTH}\n`
}

type Rule = KeyFacts['stricter']

/** A heading and a table for every mapping of known keys, outer ones first. */
function sections(path: string, shape: Shape, outer: Rule): string[] {
  if (shape.kind === 'map') return sections(`${path}.<name>`, shape.value.shape, outer)
  if (shape.kind === 'value') return ofEachKind(path, outer)
  const title = path === '' ? 'The file' : `\`${path}\``
  return [`## ${title}\n\n${table(shape.keys, outer)}`, ...innerSections(path, shape.keys, outer)]
}

function innerSections(path: string, keys: ReadonlyMap<string, KeyShape>, outer: Rule): string[] {
  return [...keys].flatMap(([name, key]) =>
    name === 'defaults' ? [] : sections(path === '' ? name : `${path}.${name}`, key.shape, key.facts?.stricter ?? outer),
  )
}

/** Mappings whose `kind` says which keys they have: a table for each. */
const BY_KIND: Readonly<Record<string, Readonly<Record<string, z.core.$ZodType>>>> = {
  'models.<name>.rollout.target': TARGETS,
  'models.<name>.rollout.telemetry': TELEMETRY,
}

/** Such a mapping is one value for base and head, so that its keys follow its own rule. What kinds have alike is told once. */
function ofEachKind(path: string, outer: Rule): string[] {
  const all = Object.entries(BY_KIND[path] ?? {}).map(([kind, schema]) => ({ kind, shape: shapeOf(schema) }))
  const tables = all.flatMap(({ kind, shape }) =>
    shape.kind === 'section' ? [`## \`${path}\`, \`kind: ${kind}\`\n\n${table(withRule(shape.keys, outer), outer)}`] : [],
  )
  const inner = all.flatMap(({ shape }) => (shape.kind === 'section' ? innerSections(path, withRule(shape.keys, outer), outer) : []))
  return [...tables, ...new Set(inner)]
}

function withRule(keys: ReadonlyMap<string, KeyShape>, rule: Rule): ReadonlyMap<string, KeyShape> {
  return new Map(
    [...keys].map(([name, { shape, schema, facts, required, ...key }]) => {
      const { stricter: _, ...kept } = facts ?? { meaning: '', example: '' }
      return [name, { ...key, shape, schema, required, facts: { ...kept, ...(rule === undefined ? {} : { stricter: rule }) } }]
    }),
  )
}

function table(keys: ReadonlyMap<string, KeyShape>, outer: Rule): string {
  const rows = [...keys].map(([name, key]) => [
    `\`${name}\`${key.required ? ' (required)' : ''}`,
    takes(key),
    key.default === undefined ? '' : code(JSON.stringify(key.default).replaceAll('"', '')),
    cell(key.facts?.meaning ?? ''),
    key.facts === null ? '' : code(key.facts.example),
    stricter(key.facts?.stricter ?? outer),
  ])
  return markdownTable([['Key', 'Takes', 'Default', 'Meaning', 'Example', 'Stricter'], ...rows], { alignDelimiters: false })
}

function takes({ schema, shape, facts }: KeyShape): string {
  if (facts?.unit !== undefined) return facts.unit
  if (shape.kind === 'section') return 'section'
  if (shape.kind === 'map') return 'mapping'
  const written = unwrapped(schema)
  if (written instanceof z.core.$ZodEnum)
    return Object.values(written._zod.def.entries)
      .map((word) => `\`${word}\``)
      .join(' ')
  if (written instanceof z.core.$ZodArray) return 'list'
  if (written instanceof z.core.$ZodLiteral && typeof written._zod.def.values[0] === 'string') return `\`${written._zod.def.values[0]}\``
  if (written instanceof z.core.$ZodNumber || written instanceof z.core.$ZodLiteral) return 'number'
  if (written instanceof z.core.$ZodObject || isMappingByKind(written)) return 'mapping'
  return written instanceof z.core.$ZodUnion ? 'text, number, true or false' : 'text'
}

/** Read as any mapping, and then as its kind says. */
function isMappingByKind(written: z.core.$ZodType): boolean {
  return written instanceof z.core.$ZodPipe && written._zod.def.in instanceof z.core.$ZodObject
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper = schema instanceof z.core.$ZodOptional || schema instanceof z.core.$ZodPrefault
  return isWrapper ? unwrapped(schema._zod.def.innerType) : schema
}

/** In a word; the last chapter says what it means. */
function stricter(rule: Rule): string {
  if (rule === undefined) return 'key by key'
  if (rule === 'base') return "base's stays"
  if (rule === 'head') return "head's applies"
  if (rule === 'common') return 'only what both have'
  if (typeof rule === 'string') return rule
  return 'unionBy' in rule ? 'all of both' : `\`${rule.at(-1) ?? ''}\``
}

function code(text: string): string {
  return `\`${cell(text)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
