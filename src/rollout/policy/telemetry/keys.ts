import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { key, section } from '../../../gates/section/section.ts'

const ADDRESS = 'an address that begins with https:// (or http://)'
const VARIABLE = 'the name of an environment variable, such as PROMETHEUS_TOKEN'
const ARM = 'a name of letters, digits, `.`, `_`, `:`, `/` and `-`'

export function webAddress() {
  return z.string({ error: ADDRESS }).regex(/^https?:\/\/[^\s@]+$/, { error: ADDRESS })
}

/** The token itself never stands in a policy. */
export function tokenVariable() {
  return key(
    z
      .string({ error: VARIABLE })
      .regex(/^[A-Z_][A-Z0-9_]*$/, { error: VARIABLE })
      .optional(),
    { meaning: 'The environment variable that holds the bearer token.', example: 'PROMETHEUS_TOKEN', stricter: 'base' },
  )
}

/** Names go into quoted label values: nothing that could end one. */
const arm = (preset: string) =>
  key(
    z
      .string({ error: ARM })
      .regex(/^[A-Za-z0-9._:/-]{1,128}$/, { error: ARM })
      .prefault(preset),
    { meaning: `What \`{{arm}}\` stands for in the ${preset} arm.`, example: preset, stricter: 'head' },
  )

const names = () => section({ stable: arm('stable'), canary: arm('canary') })

/** After a promotion by swap they are exchanged. */
export function armNames() {
  return key(names().prefault({}), { meaning: 'What the arms are called, as labels.', example: '{ stable: blue, canary: green }' })
}

/** Left out, `{{arm}}` is the role: the proxy then finds the arm that has it. */
export function armPlaces() {
  return key(names().optional(), {
    meaning:
      'What the arms are called in the address or the headers, where that stays with the servers; left out: `stable` and `canary`, by role.',
    example: '{ stable: blue, canary: green }',
  })
}

export function windowLength() {
  return key(duration({ atLeast: '1s', atMost: '1h' }).prefault('1m'), {
    meaning: 'Length of a window; at least five times the distance of two measurements.',
    example: '1m',
    unit: 'time',
    stricter: 'base',
  })
}
