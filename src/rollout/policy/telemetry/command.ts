import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { text } from '../../../gates/section/values.ts'
import { armNames, windowLength } from './keys.ts'

/** `telemetry: { kind: command, … }`: any program that speaks docs/contracts/telemetry.md. */
export const commandTelemetry = deferred(() =>
  section({
    kind: key(z.literal('command', { error: '`command`' }), {
      meaning: 'A program of your own that speaks docs/contracts/telemetry.md.',
      example: 'command',
      stricter: 'base',
    }),
    run: key(text('a command'), {
      meaning: "Run by a shell in the policy's folder, once a request.",
      example: './my-metrics',
      unit: 'command',
      stricter: 'base',
    }),
    window: windowLength(),
    arms: armNames(),
    timeout: key(duration({ atLeast: '100ms', atMost: '10m' }).prefault('60s'), {
      meaning: 'Longest time of one answer.',
      example: '60s',
      unit: 'time',
      stricter: 'base',
    }),
  }),
)

export type CommandTelemetryPolicy = z.output<typeof commandTelemetry>
