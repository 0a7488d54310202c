import * as z from 'zod'
import { benchmarkSection } from '../gates/benchmark/policy.ts'
import { diffSection } from '../gates/diff/policy.ts'
import { callSection } from '../gates/evaluate/call-policy.ts'
import { evaluateSection } from '../gates/evaluate/policy.ts'
import { deferred, key, section } from '../gates/section/section.ts'
import { listOf, mapOf, oneOf, text } from '../gates/section/values.ts'
import { commentsSection } from '../rollout/policy/comments.ts'
import { rolloutSection } from '../rollout/policy/section.ts'

const COLUMN = 'the name of a column'
const REFERENCE = 'a reference: a path, `git:<rev>:<path>`, `https://…#sha256=…` or `run:<command>`'
const column = (meaning: string, example: string) => key(text(COLUMN).optional(), { meaning, example, unit: 'column', stricter: 'base' })

const dataSection = section({
  evaluation: key(
    z.union([text(REFERENCE), listOf(text(REFERENCE), 'a list of references')], { error: `${REFERENCE}, or a list of them` }),
    {
      meaning: 'Rows with labels that both models are judged on: Parquet, CSV, JSON or JSON lines; a path may be a glob.',
      example: 'data/holdout.parquet',
      unit: 'reference, or a list',
      stricter: 'head',
    },
  ),
  label: key(text(COLUMN), { meaning: 'The true value.', example: 'over_50k', unit: 'column', stricter: 'base' }),
  id: column('Names a row: predictions pair by it, and rows of one id are dependent.', 'row_id'),
  group: column('Rows of one value are dependent: intervals take whole groups.', 'household_id'),
  weight: column('Sample weight, 0 or more.', 'weight'),
  query: column('The query that a row belongs to (ranking).', 'query_id'),
  time: column('When a row was observed (order, freshness).', 'observed_at'),
  reference: key(
    z.union([text(REFERENCE), listOf(text(REFERENCE), 'a list of references')], { error: `${REFERENCE}, or a list of them` }).optional(),
    {
      meaning:
        'Training data that schema and drift are compared with and that must not hold rows of the evaluation data: each of them; left out: the evaluation data at the baseline commit.',
      example: 'data/train.parquet',
      unit: 'reference, or a list',
      stricter: 'head',
    },
  ),
  compatibility: key(oneOf('backward', 'forward', 'full').prefault('full'), {
    meaning:
      'Which readers a change may not break: `backward` new models that read old data, `forward` live models that read new data, `full` both.',
    example: 'full',
    stricter: 'base',
  }),
})

const servingSection = deferred(() =>
  section({
    onnxruntime: key(text('a version in quotes, such as "1.22"').optional(), {
      meaning: 'Version that production loads the model with; left out: the one in `lockfiles`.',
      example: '"1.22"',
      stricter: 'smaller',
    }),
    files: key(listOf(text('a path'), 'a list of paths').optional(), {
      meaning: 'Preprocessing code, tokenizers and the like that answers depend on, as paths or globs; compared by digest.',
      example: '[serving/features.py, tokenizer/*.json]',
      unit: 'paths',
      stricter: { unionBy: String },
    }),
    lockfiles: key(listOf(text('a path'), 'a list of paths').optional(), {
      meaning:
        'What pins the environment that serves the model: requirements.txt, poetry.lock, uv.lock, environment.yml, conda-lock.yml, package-lock.json, Dockerfile and their like.',
      example: '[serving/uv.lock, serving/Dockerfile]',
      unit: 'paths',
      stricter: { unionBy: String },
    }),
  }),
)

const columns = z.union([text(COLUMN), listOf(text(COLUMN), 'a list of columns')], { error: 'a column or a list of columns' })
const subject = (meaning: string, example: string) =>
  key(text(REFERENCE).optional(), { meaning, example, unit: 'reference', stricter: 'head' })

/** Exactly one of these says what the model is. */
export const SUBJECT_KINDS = ['onnx', 'predictions', 'command', 'endpoint'] as const

export const modelSection = section({
  onnx: subject('The model as ONNX file. A model is one of `onnx`, `predictions`, `command` and `endpoint`.', 'models/income.onnx'),
  predictions: subject('The model as a file of its predictions: Parquet, CSV or JSON lines, by `data.id`.', 'out/predictions.parquet'),
  command: key(text('a command on one line').optional(), {
    meaning: 'The model as a command: a row as JSON in, an answer as JSON out, a line each (docs/commands-and-endpoints.md).',
    example: 'python serve.py {file}',
    unit: 'command',
    stricter: 'head',
  }),
  endpoint: key(text('an http(s) address').optional(), {
    meaning: 'The model as an HTTP address.',
    example: 'http://localhost:8080/v2/models/income',
    unit: 'address',
    stricter: 'head',
  }),
  call: key(callSection.optional(), {
    meaning: 'How a `command` or an `endpoint` is asked.',
    example: '{ file: models/income.pkl }',
  }),
  task: key(oneOf('binary-classification', 'multiclass-classification', 'regression', 'ranking'), {
    meaning: 'What the model answers.',
    example: 'binary-classification',
    stricter: 'base',
  }),
  inputs: key(mapOf(text("the name of the model's input"), columns, "a mapping of the model's inputs to columns").optional(), {
    meaning:
      "The model's inputs and the columns they are made of; left out: matched by name. A `command` or JSON `endpoint` without it gets every column but label, group, weight and query.",
    example: '{ x: [age, hours_per_week] }',
    stricter: 'head',
  }),
  output: key(columns.optional(), {
    meaning: "The model's output (or key of a JSON answer) that holds the answer, or the column(s) of `predictions`; left out: found.",
    example: 'probabilities',
    unit: 'name, or a list',
    stricter: 'head',
  }),
  activation: key(oneOf('sigmoid', 'softmax').optional(), {
    meaning: 'What makes probabilities of an output of logits.',
    example: 'sigmoid',
    stricter: 'head',
  }),
  'positive-label': key(z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' }).optional(), {
    meaning: 'The label that the score is the probability of (binary classification).',
    example: '1',
    stricter: 'base',
  }),
  serving: key(servingSection.optional(), {
    meaning: 'What production loads the model with.',
    example: '{ onnxruntime: "1.22", lockfiles: [serving/uv.lock] }',
  }),
  data: key(dataSection, {
    meaning: 'The rows that the models are judged on.',
    example: '{ evaluation: data/holdout.parquet, label: over_50k }',
  }),
  evaluate: key(evaluateSection.optional(), {
    meaning: 'The gate on quality.',
    example: '{ metrics: { roc_auc: { margin: 0.005 } } }',
  }),
  diff: key(diffSection.optional(), {
    meaning: 'The gate on the data (schema, drift, leaks) and on the contract of an ONNX model. `{}` takes all defaults.',
    example: '{ drift: { nulls: 2pp } }',
  }),
  benchmark: key(benchmarkSection.optional(), { meaning: 'The gate on latency, memory and cost.', example: '{ time-budget: 60s }' }),
  rollout: key(rolloutSection.optional(), {
    meaning: 'How the model goes live. A rollout reads the protected branch only.',
    example:
      '{ target: { kind: command, run: ./my-target }, telemetry: { kind: prometheus, url: "https://prometheus.example.com" }, guardrails: {} }',
    stricter: 'head',
  }),
  comments: key(commentsSection.optional(), {
    meaning: 'Who may say what in `/sluice` comments (docs/comments.md). The default branch alone is read for it.',
    example: '{ hold: write, resume: maintain }',
    stricter: 'head',
  }),
})

/** Shared by both places in the JSON Schema. */
const model = modelSection.meta({ id: 'model' })

const MODEL_NAME = 'a name of letters, digits, `.`, `_` and `-` that starts with a letter or digit'
const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: MODEL_NAME })

/** sluice.yml as it is written. */
export const policySection = section({
  version: key(z.literal(1, { error: '1' }), { meaning: 'The version of this format.', example: '1', stricter: 'base' }),
  defaults: key(model.optional(), {
    meaning: "Anything of a model's block; a model's own keys win.",
    example: '{ evaluate: { confidence: 99% } }',
  }),
  models: key(mapOf(modelName, model, 'a mapping of names to models'), {
    meaning: 'Models by name.',
    example: '{ income: { onnx: models/income.onnx } }',
  }),
})

export type WrittenModel = z.output<typeof modelSection>
