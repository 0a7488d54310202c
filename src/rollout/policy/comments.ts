import { nearest } from '../../gates/section/nearest.ts'
import { type JsonForm, type Parsed, quantity } from '../../gates/section/quantity.ts'
import { deferred, key, section } from '../../gates/section/section.ts'
import { PERMISSIONS, type Permission } from '../ports.ts'
import { LOGIN, TEAM } from './people-names.ts'

/** Who may give a command: at least this permission, and where there are names or teams, one of them. */
export type Right = {
  readonly permission: Permission | 'nobody'
  readonly users: readonly string[]
  readonly teams: readonly string[]
}

const WORDS = [...PERMISSIONS.filter((one) => one !== 'none'), 'nobody'] as const
const EXPECTED = `one of ${WORDS.join(', ')}, or \`{ permission: write, users: [alice], teams: [ml-owners] }\``
const listForm = (pattern: RegExp) => ({ type: 'array', items: { type: 'string', pattern: pattern.source }, minItems: 1 })
const FORM: JsonForm = {
  anyOf: [
    { enum: WORDS },
    {
      type: 'object',
      properties: { permission: { enum: WORDS }, users: listForm(LOGIN), teams: listForm(TEAM) },
      required: ['permission'],
      additionalProperties: false,
    },
  ],
}

const right = (preset: Permission) => quantity(parseRight, FORM, EXPECTED).prefault(preset)

/** Who may say what in `/sluice` comments. `promote` is not here: who may answer a request is `rollout.approval`'s to say. */
export const commentsSection = deferred(() =>
  section({
    status: key(right('read'), { meaning: 'Who may ask what is live.', example: 'triage', unit: 'permission' }),
    explain: key(right('read'), { meaning: 'Who may ask what was decided, and on which numbers.', example: 'triage', unit: 'permission' }),
    hold: key(right('write'), { meaning: 'Who may hold the open rollout.', example: 'triage', unit: 'permission' }),
    abort: key(right('write'), {
      meaning: 'Who may end the open rollout; keep it easy: it only leads back.',
      example: 'triage',
      unit: 'permission',
    }),
    rollback: key(right('write'), {
      meaning: 'Who may take an open or a finished rollout back.',
      example: '{ permission: write, teams: [on-call] }',
      unit: 'permission',
    }),
    resume: key(right('maintain'), {
      meaning: 'Who may let a held rollout go on.',
      example: '{ permission: write, users: [alice] }',
      unit: 'permission',
    }),
    waive: key(right('maintain'), {
      meaning: 'Who may have a waiver proposed as a pull request; it counts when that is merged.',
      example: '{ permission: write, teams: [risk] }',
      unit: 'permission',
    }),
  }),
)

export type CommentRights = Readonly<Record<'status' | 'explain' | 'hold' | 'abort' | 'rollback' | 'resume' | 'waive', Right>>

function parseRight(raw: unknown): Parsed<Right> {
  if (typeof raw === 'string') return isWord(raw) ? accept(raw, [], []) : refuse(raw, `Did you mean ${nearest(raw, WORDS) ?? 'maintain'}?`)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refuse(raw, 'Name a permission.')
  const { permission, users = [], teams = [], ...unknown } = Object.fromEntries(Object.entries(raw))
  const [wrong] = Object.keys(unknown)
  if (wrong !== undefined) return refuse(raw, `Remove \`${wrong}\`.`)
  if (!isWord(permission)) return refuse(raw, 'Add a `permission`, which everybody needs.')
  if (!isListOf(users, LOGIN)) return refuse(raw, '`users` is a list of logins, without `@`.')
  if (!isListOf(teams, TEAM)) return refuse(raw, '`teams` is a list of team slugs, without their organisation.')
  return accept(permission, users, teams)
}

function isWord(value: unknown): value is Right['permission'] {
  return WORDS.some((word) => word === value)
}

function isListOf(value: unknown, pattern: RegExp): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && pattern.test(one))
}

function accept(permission: Right['permission'], users: readonly string[], teams: readonly string[]): Parsed<Right> {
  return { ok: true, value: { permission, users, teams } }
}

function refuse(raw: unknown, remedy: string): Parsed<Right> {
  return { ok: false, problem: { found: JSON.stringify(raw) ?? 'nothing', expected: EXPECTED, remedy } }
}
