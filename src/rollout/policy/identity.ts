import * as z from 'zod'
import { duration } from '../../gates/section/duration.ts'
import { deferred, key, section } from '../../gates/section/section.ts'
import { mapOf, text } from '../../gates/section/values.ts'
import { armPlaces, tokenVariable, webAddress } from './telemetry/keys.ts'

const HEADER = "a header's name: letters, digits and `-`"

/** `identity: { http: …, equals: sha256 }`: the arm's own word for which model it serves. */
export const identitySection = deferred(() =>
  section({
    http: key(webAddress(), {
      meaning: 'Address that tells it, asked through the data plane; `{{arm}}` stands for the arm.',
      example: '"https://models.example.com/{{arm}}/version"',
      stricter: 'head',
    }),
    equals: key(z.literal('sha256', { error: '`sha256`' }).prefault('sha256'), {
      meaning: 'What it tells: the SHA-256 of the model file.',
      example: 'sha256',
      stricter: 'head',
    }),
    json: key(text('the way to a value, such as model.sha256').optional(), {
      meaning: 'Where in the JSON answer it stands; without it and without `header` the whole answer is the digest.',
      example: 'model.sha256',
      stricter: 'head',
    }),
    header: key(
      z
        .string({ error: HEADER })
        .regex(/^[A-Za-z0-9-]+$/, { error: HEADER })
        .optional(),
      { meaning: 'The header of the answer that tells it.', example: 'x-model-sha256', stricter: 'head' },
    ),
    headers: key(mapOf(z.string().regex(/^[A-Za-z0-9-]+$/, { error: HEADER }), text('a value'), 'a mapping of headers').prefault({}), {
      meaning: 'Sent with the question, so that the proxy takes it to the arm; `{{arm}}` stands for the arm.',
      example: '{ x-sluice-arm: "{{arm}}" }',
      stricter: 'head',
    }),
    arms: armPlaces(),
    'token-variable': tokenVariable(),
    timeout: key(duration({ atLeast: '100ms', atMost: '60s' }).prefault('10s'), {
      meaning: 'Longest time of one answer.',
      example: '10s',
      unit: 'time',
      stricter: 'head',
    }),
  }),
)

export type IdentityPolicy = z.output<typeof identitySection>
