import { type CallPolicy, callSection } from '../gates/evaluate/call-policy.ts'
import type { EvaluatePolicy } from '../gates/evaluate/policy.ts'
import type { WrittenModel } from './schema.ts'

/** The policy in force: every key with its value, defaults included. */
export type Policy = { readonly version: 1; readonly models: ReadonlyMap<string, ModelPolicy> }

/** What stands behind a model's name. `reference` is a path or another reference of design §4. */
export type ModelSubject =
  | ({ readonly kind: 'onnx'; readonly reference: string } & ModelReading)
  | { readonly kind: 'predictions'; readonly reference: string; readonly columns: readonly string[] | null }
  | ({ readonly kind: 'command'; readonly command: string; readonly call: CallPolicy } & ModelReading)
  | ({ readonly kind: 'endpoint'; readonly url: string; readonly call: CallPolicy } & ModelReading)

/** How a model that answers is fed and read. */
type ModelReading = {
  /** Input → columns; null: matched by name. */
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  readonly output: string | null
  readonly activation: 'sigmoid' | 'softmax' | null
}

export type DataPolicy = Omit<WrittenModel['data'], 'evaluation' | 'reference'> & {
  readonly evaluation: readonly string[]
  /** Empty: the evaluation data at the baseline. */
  readonly reference: readonly string[]
}

export type ModelPolicy = {
  readonly name: string
  readonly subject: ModelSubject
  readonly task: WrittenModel['task']
  readonly positiveLabel: string | number | boolean | null
  readonly serving: WrittenModel['serving']
  readonly data: DataPolicy
  readonly evaluate: EvaluatePolicy | null
  readonly diff: WrittenModel['diff']
  readonly benchmark: WrittenModel['benchmark']
  readonly rollout: WrittenModel['rollout']
  /** null: the defaults. */
  readonly comments: WrittenModel['comments']
}

/** A model's block, once it is known to be whole, in the form that the gates take. */
export function modelPolicyOf(name: string, written: WrittenModel): ModelPolicy {
  const { task, positiveLabel, serving, data, evaluate, diff, benchmark, rollout, comments } = written
  const subject = subjectOf(written)
  return {
    name,
    subject,
    task,
    positiveLabel,
    serving,
    data: { ...data, evaluation: listed(data.evaluation), reference: data.reference === null ? [] : listed(data.reference) },
    evaluate,
    diff,
    benchmark,
    rollout,
    comments,
  }
}

function subjectOf(written: WrittenModel): ModelSubject {
  const { onnx, predictions, command, endpoint, output } = written
  const call = () => written.call ?? callSection.parse({})
  if (onnx !== null) return { kind: 'onnx', reference: onnx, ...readingOf(written) }
  if (predictions !== null) return { kind: 'predictions', reference: predictions, columns: output === null ? null : listed(output) }
  if (command !== null) return { kind: 'command', command, call: call(), ...readingOf(written) }
  if (endpoint !== null) return { kind: 'endpoint', url: endpoint, call: call(), ...readingOf(written) }
  throw new TypeError('a model without a subject')
}

function readingOf({ inputs, output, activation }: WrittenModel): ModelReading {
  const columns = inputs === null ? null : Object.fromEntries(Object.entries(inputs).map(([name, from]) => [name, listed(from)]))
  return { inputs: columns, output: output === null ? null : (listed(output)[0] ?? null), activation }
}

function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
