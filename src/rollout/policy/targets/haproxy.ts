import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { listOf, oneOf } from '../../../gates/section/values.ts'

const ADDRESS = 'the address of a stats socket: `tcp://10.0.0.1:9999`, or `unix:///run/haproxy/admin.sock`'
const SERVER = 'a server as `backend/server`, of letters, digits, `.`, `_`, `:` and `-`'
const NAME = 'a name of letters, digits, `.`, `_`, `:` and `-`'

/** Names go into lines of commands: nothing that could end one or begin another. */
const named = (expected: string, pattern: RegExp) => z.string({ error: expected }).regex(pattern, { error: expected })
const servers = (meaning: string, example: string) =>
  key(listOf(named(SERVER, /^[A-Za-z0-9._:-]+\/[A-Za-z0-9._:-]+$/), 'a list of servers'), {
    meaning,
    example,
    unit: 'servers',
    stricter: 'head',
  })
const table = (preset: string, meaning: string) =>
  key(named(NAME, /^[A-Za-z0-9._:-]+$/).prefault(preset), { meaning, example: preset, stricter: 'head' })

/** `target: { kind: haproxy, … }`: the split is set by the runtime API of every node. */
export const haproxyTarget = deferred(() =>
  section({
    kind: key(z.literal('haproxy', { error: '`haproxy`' }), {
      meaning: 'HAProxy, by its runtime API.',
      example: 'haproxy',
      stricter: 'head',
    }),
    mode: key(oneOf('lease', 'weights').prefault('lease'), {
      meaning:
        'What sets the share: `lease` an entry of a stick table that expires by itself, in steps of 0.01 %; `weights` the weights of servers, rounded down to what they can give, without a lease.',
      example: 'weights',
      stricter: 'head',
    }),
    nodes: key(listOf(named(ADDRESS, /^(tcp:\/\/[^\s/;]+:\d{1,5}|unix:\/\/\/[^\s;]+)$/), 'a list of addresses'), {
      meaning: 'Stats sockets (`level admin`) of all nodes; each is written and read back.',
      example: '["tcp://10.0.0.1:9999", "unix:///run/haproxy/admin.sock"]',
      unit: 'addresses',
      stricter: 'head',
    }),
    stable: servers(
      'The servers of the stable arm in haproxy.cfg. Promotions exchange the arms, and `roles-table` remembers it.',
      '[blue/s1]',
    ),
    canary: servers('The servers of the canary arm in haproxy.cfg.', '[green/s1]'),
    'lease-table': table('sluice_lease', 'The stick table of the share (mode `lease`); its `expire` is the length of the lease.'),
    'roles-table': table('sluice_roles', 'The stick table, without `expire`, that remembers which arm is the stable one.'),
    timeout: key(duration({ atLeast: '100ms', atMost: '60s' }).prefault('5s'), {
      meaning: 'Longest time of one answer of a node.',
      example: '5s',
      unit: 'time',
      stricter: 'head',
    }),
  }),
)

export type HaproxyTargetPolicy = z.output<typeof haproxyTarget>
