import type { Problem } from '../errors.ts'
import { VARIABLE, variableName } from '../gates/evaluate/call-policy.ts'
import { isGiven } from './given.ts'
import type { MappingNode, Path } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** A problem at a path of the model's block, with its position. */
export type Placed = (path: Path, problem: Omit<Problem, 'where'>) => Problem

/** Of `call`, the keys that one kind of subject alone reads. */
const OF_COMMANDS = ['file', 'process', 'environment']
const OF_ENDPOINTS = ['protocol', 'headers', 'request', 'answers', 'rows-per-request', 'timeout', 'retries']
const PLACEHOLDER = /\{\{(\w*)\}\}/g
const PLACEHOLDERS = ['rows', 'matrix', 'row', 'vector']

/** What `command`, `endpoint` and `call` ask of each other. */
export function callProblems(model: MappingNode, written: WrittenModel, at: Placed): Problem[] {
  const { command, endpoint } = written
  if (command !== null) return [...strayKeys(model, 'command', OF_ENDPOINTS, at), ...fileProblems(command, written, at)]
  if (endpoint === null) return strayKeys(model, 'a model that is a file', [...OF_COMMANDS, ...OF_ENDPOINTS, 'baseline'], at)
  return [
    ...strayKeys(model, 'endpoint', OF_COMMANDS, at),
    ...addressProblems(endpoint, written, at),
    ...requestProblems(written, at),
    ...headerProblems(written, at),
  ]
}

function strayKeys(model: MappingNode, subject: string, keys: readonly string[], at: Placed): Problem[] {
  return keys.flatMap((name) => {
    if (!isGiven(model, ['call', name])) return []
    const expected = `it with \`${OF_COMMANDS.includes(name) ? 'command' : 'endpoint'}\``
    return [at(['call', name], { found: `\`call.${name}\` with ${subject}`, expected, remedy: `Remove \`${name}\`.` })]
  })
}

function fileProblems(command: string, { call }: WrittenModel, at: Placed): Problem[] {
  const names = command.includes('{file}')
  const isGiven = call !== null && call.file !== null
  if (names === isGiven) return []
  return names
    ? [
        at(['command'], {
          found: '`{file}` and no `call.file`',
          expected: 'the file that it stands for',
          remedy: 'Add `call: { file: … }`.',
        }),
      ]
    : [
        at(['call', 'file'], {
          found: 'a `file` that the command does not read',
          expected: '`{file}` in it',
          remedy: 'Write `{file}` there.',
        }),
      ]
}

function addressProblems(endpoint: string, { call }: WrittenModel, at: Placed): Problem[] {
  const places: [Path, string | null][] = [
    [['endpoint'], endpoint],
    [['call', 'baseline'], call?.baseline ?? null],
  ]
  return places.flatMap(([path, address]) => {
    const why = address === null ? null : wrongAddress(address, call?.protocol ?? null)
    const remedy = 'For example `http://localhost:8080/v2/models/income`; secrets go into `call.headers`.'
    return why === null ? [] : [at(path, { found: why, expected: 'an http(s) address', remedy })]
  })
}

function wrongAddress(address: string, protocol: string | null): string | null {
  if (!URL.canParse(address)) return 'no address'
  const { protocol: scheme, username, password, pathname } = new URL(address)
  if (scheme !== 'http:' && scheme !== 'https:') return `the scheme \`${scheme}\``
  if (username !== '' || password !== '') return 'a name or password in the address'
  if (protocol === 'open-inference' && !/\/v2\/models\/[^/]+/.test(pathname)) return 'an address without /v2/models/<name>'
  return null
}

function requestProblems({ call }: WrittenModel, at: Placed): Problem[] {
  if (call === null) return []
  const { request } = call
  const expected = 'JSON with one of {{rows}}, {{matrix}}, {{row}} and {{vector}}'
  const wrong = (found: string) => [at(['call', 'request'], { found, expected, remedy: 'For example \'{"instances": {{rows}}}\'.' })]
  const named = [...request.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  const unknown = named.find((name) => !PLACEHOLDERS.includes(name))
  if (unknown !== undefined) return wrong(`the placeholder {{${unknown}}}`)
  if (named.length !== 1) return wrong(named.length === 0 ? 'no placeholder' : `${named.length} placeholders`)
  try {
    JSON.parse(request.replace(PLACEHOLDER, 'null'))
    return []
  } catch {
    return wrong('no JSON')
  }
}

/** `${NAME}` in a header may name no token of the runner, as `environment` may not. */
function headerProblems({ call }: WrittenModel, at: Placed): Problem[] {
  return Object.entries(call?.headers ?? {}).flatMap(([name, text]) =>
    [...text.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, variable = '']) => {
      if (variableName.safeParse(variable).success) return []
      const found = `the header \`${name}\` names \${${variable}}`
      return [at(['call', 'headers'], { found, expected: VARIABLE, remedy: 'Give the serving system a credential of its own.' })]
    }),
  )
}
