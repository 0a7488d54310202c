import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { text } from '../../../gates/section/values.ts'

/** `target: { kind: command, … }`: any program that speaks docs/contracts/target.md. */
export const commandTarget = deferred(() =>
  section({
    kind: key(z.literal('command', { error: '`command`' }), {
      meaning: 'A program of your own that speaks docs/contracts/target.md.',
      example: 'command',
      stricter: 'head',
    }),
    run: key(text('a command'), {
      meaning: "Run by a shell in the policy's folder, once a request; `sluice target test` checks it.",
      example: './my-target --region eu',
      unit: 'command',
      stricter: 'head',
    }),
    timeout: key(duration({ atLeast: '100ms', atMost: '10m' }).prefault('30s'), {
      meaning: 'Longest time of one answer; after it nobody knows whether the write happened, and the split is read again.',
      example: '30s',
      unit: 'time',
      stricter: 'head',
    }),
  }),
)

export type CommandTargetPolicy = z.output<typeof commandTarget>
