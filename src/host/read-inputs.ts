import { closest, distance } from 'fastest-levenshtein'
import { UsageError } from '../errors.ts'
import { type CommandName, type InputDefinition, type InputsOf, inputsOf } from './inputs.ts'

/** What was given, before defaults: flags as the command line parsed them, and the JSON of a composite action's inputs. */
export type GivenInputs = { readonly flags: Readonly<Record<string, unknown>>; readonly step: string | null }

/**
 * One frozen object from both doors. A flag wins over an action's input; an empty action input counts as not given, because
 * GitHub passes every undeclared input as an empty text.
 *
 * @throws UsageError for an unknown name, a value outside the choices, an empty flag
 */
export function readInputs<Command extends CommandName>(command: Command, given: GivenInputs): InputsOf<Command> {
  const definitions = inputsOf(command)
  const step = parseStepInputs(command, given.step)
  const values = definitions.map(([name, input]): [string, unknown] => {
    const written = given.flags[name]
    const flag = written === true && input.bare !== undefined ? input.bare : written
    if (flag === '') throw emptyFlag(name, input)
    const value = flag ?? step.get(name) ?? input.default
    return [camelCase(name), input.flag ? value === true : checkChoice(name, input, value)]
  })
  return Object.freeze(Object.fromEntries(values)) as InputsOf<Command>
}

export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

function parseStepInputs(command: CommandName, json: string | null): Map<string, string> {
  if (json === null) return new Map()
  const names = inputsOf(command).flatMap(([name, input]) => (input.flag ? [] : [name]))
  const entries = Object.entries(parseObject(json)).filter(([, value]) => value !== '')
  for (const [name, value] of entries) {
    if (!names.some((known) => known === name)) throw unknownInput(command, name, names)
    if (typeof value !== 'string') throw notText(name, value)
  }
  return new Map(entries.map(([name, value]) => [name, String(value)]))
}

function parseObject(json: string): object {
  try {
    const parsed: unknown = JSON.parse(json)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // Falls through to the one message for everything that is not an object.
  }
  throw new UsageError({
    where: 'SLUICE_INPUTS',
    found: 'something else than a JSON object',
    expected: "the action's inputs",
    remedy: 'Set it to toJSON(inputs) in the step, as the actions of this repository do.',
  })
}

function checkChoice(name: string, input: InputDefinition, value: unknown): unknown {
  if (value === undefined) return null
  if (input.choices === undefined || input.choices.some((choice) => choice === value)) return value
  throw new UsageError({
    where: `--${name}`,
    found: JSON.stringify(value),
    expected: `one of ${input.choices.join(', ')}`,
    remedy: suggest(String(value), input.choices) ?? 'Choose one of these.',
  })
}

function emptyFlag(name: string, input: InputDefinition): UsageError {
  const otherwise =
    input.default === undefined ? 'Leave the flag out for the default.' : `Leave the flag out for the default, ${input.default}.`
  return new UsageError({ where: `--${name}`, found: 'an empty value', expected: 'a value', remedy: otherwise })
}

function unknownInput(command: CommandName, name: string, names: readonly string[]): UsageError {
  return new UsageError({
    where: `input ${name}`,
    found: 'an unknown name',
    expected: names.length === 0 ? 'no inputs' : `one of ${names.join(', ')}`,
    remedy: suggest(name, names) ?? `'sluice ${command} --help' describes each.`,
  })
}

/** The nearest right name, when it is near enough to be what was meant. */
function suggest(found: string, names: readonly string[]): string | null {
  const nearest = closest(found, names)
  return names.length > 0 && distance(found, nearest) <= Math.max(2, found.length * 0.4) ? `Did you mean ${nearest}?` : null
}

function notText(name: string, value: unknown): UsageError {
  return new UsageError({
    where: `input ${name}`,
    found: `${typeof value} in SLUICE_INPUTS`,
    expected: 'a text',
    remedy: 'Inputs of actions are always texts; put the value in quotes.',
  })
}
