import * as z from 'zod'
import { takesOneRow } from '../../sources/calls/json-template.ts'
import { duration } from '../section/duration.ts'
import { deferred, key, section } from '../section/section.ts'
import { listOf, mapOf, oneOf, text, wholeNumber } from '../section/values.ts'

export const VARIABLE = 'the name of an environment variable, and none that holds a token of the runner'
/** The runner's own tokens open the repository and the cloud: no model needs them. */
export const variableName = z
  .string({ error: VARIABLE })
  .regex(/^(?!GITHUB_TOKEN$|GH_TOKEN$|ACTIONS_|SLUICE_)[A-Za-z_][A-Za-z0-9_]*$/, { error: VARIABLE })

const HEADER = 'the name of an HTTP header'
const headerName = z.string({ error: HEADER }).regex(/^[A-Za-z0-9!#$%&'*+.^_|~-]+$/, { error: HEADER })

const REFERENCE = 'a reference: a path, `git:<rev>:<path>`, `https://…#sha256=…` or `run:<command>`'

/** How a model that is a command or an endpoint is asked. */
export const callSection = deferred(() =>
  section({
    file: key(text(REFERENCE).optional(), {
      meaning: 'File that stands for `{file}` in the command: the candidate’s in its run, the baseline’s in that one’s.',
      example: 'models/income.pkl',
      unit: 'reference',
      stricter: 'head',
    }),
    baseline: key(text('a command or an address').optional(), {
      meaning: 'The command or the address of the baseline, where it is not what the base commit’s policy names.',
      example: 'http://stable.models.svc/v2/models/income',
      stricter: 'base',
    }),
    process: key(oneOf('once', 'each-batch').prefault('once'), {
      meaning: 'Whether the command is started once and answers line by line, or anew for each batch and may read to the end first.',
      example: 'each-batch',
      stricter: 'head',
    }),
    environment: key(listOf(variableName, 'a list of environment variables', 0).prefault([]), {
      meaning: 'Environment variables that the command gets beside PATH, HOME and the like.',
      example: '[PYTHONPATH, CUDA_VISIBLE_DEVICES]',
      unit: 'names',
      stricter: 'head',
    }),
    protocol: key(oneOf('open-inference', 'json').optional(), {
      meaning:
        'What the endpoint speaks: the Open Inference Protocol v2 (KServe, Triton, MLServer), or JSON after `request`. Left out: `open-inference` where the address has /v2/models/.',
      example: 'open-inference',
      stricter: 'head',
    }),
    headers: key(mapOf(headerName, text('one line of text'), 'a mapping of header names to texts').prefault({}), {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own placeholder, not JavaScript's.
      meaning: 'Headers of every request; `${NAME}` stands for an environment variable, the only place for a secret.',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own placeholder, not JavaScript's.
      example: '{ authorization: "Bearer ${SERVING_TOKEN}" }',
      unit: 'mapping',
      stricter: 'head',
    }),
    request: key(text('a JSON text with a placeholder').prefault('{{rows}}'), {
      meaning:
        'Body of a JSON request: `{{rows}}` stands for the rows as a list of objects, `{{matrix}}` as a list of lists, `{{row}}` and `{{vector}}` for a single row.',
      example: '\'{"instances": {{matrix}}}\'',
      unit: 'JSON text',
      stricter: 'head',
    }),
    answers: key(text('a path such as `predictions` or `outputs.*.score`').optional(), {
      meaning: 'Where the answers lie in a JSON answer: keys and positions parted by dots, `*` for every entry; left out: the whole.',
      example: 'predictions.*.score',
      unit: 'path',
      stricter: 'head',
    }),
    'rows-per-request': key(wholeNumber({ atLeast: 1, atMost: 1_000_000 }).prefault(256), {
      meaning: 'Most rows of one HTTP request.',
      example: '32',
      unit: 'rows',
      stricter: 'head',
    }),
    timeout: key(duration({ atLeast: '0.1s', atMost: '1h' }).prefault('30s'), {
      meaning: 'Longest time of one HTTP request.',
      example: '5s',
      unit: 'time',
      stricter: 'head',
    }),
    retries: key(wholeNumber({ atLeast: 0, atMost: 20 }).prefault(4), {
      meaning: 'How often a request is sent again that was answered 429 or 503, or not at all; `Retry-After` is kept to.',
      example: '10',
      unit: 'times',
      stricter: 'head',
    }),
  }),
)

export type CallPolicy = z.output<typeof callSection>

/** Whether each request holds one row, whatever else asks for more. */
export function asksRowByRow({ request }: { readonly request: string }): boolean {
  return takesOneRow(request)
}
