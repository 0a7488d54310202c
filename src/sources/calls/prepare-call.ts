import type { Task } from '../../metrics/sample.ts'
import { findOutput } from '../onnx/find-output.ts'
import { type MatchedInputs, matchInputs } from '../onnx/match-inputs.ts'
import type { CalledSubject, DataSpec, EndpointSubject } from '../scored-rows.ts'
import type { RowField } from '../tabular/row-part.ts'
import { EndpointClient } from './endpoint-client.ts'
import { assumedInputs } from './open-inference.ts'
import { type Introduction, introduce } from './open-inference-arm.ts'

/** All that is decided about a command or an endpoint before it gets its first row. */
export type PreparedCall = {
  /** As in `candidate (python serve.py)`. */
  readonly label: string
  readonly subject: CalledSubject
  /** As the plan of answers calls it in messages. */
  readonly output: { readonly name: string }
  readonly classOrder: null
  readonly feed:
    | { readonly kind: 'rows'; readonly fields: readonly RowField[]; readonly id: string | null; readonly client: EndpointClient | null }
    | {
        readonly kind: 'tensors'
        readonly inputs: MatchedInputs
        /** The output to ask for; null where only the first answer tells. */
        readonly asked: string | null
        readonly client: EndpointClient
        readonly introduction: Introduction
      }
}

export type PrepareCallRequest = {
  readonly label: string
  readonly subject: CalledSubject
  readonly task: Task
  readonly data: DataSpec
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[]
  readonly variables: Readonly<Record<string, string>>
}

/** @throws MeasurementError INPUT_NOT_MATCHED, OUTPUT_NOT_FOUND, and what asking for metadata throws */
export async function prepareCall(request: PrepareCallRequest): Promise<PreparedCall> {
  const { label, subject, variables } = request
  const client = subject.kind === 'endpoint' ? new EndpointClient(label, subject, variables) : null
  if (subject.kind === 'endpoint' && client !== null && subject.protocol === 'open-inference')
    return prepareTensors(request, subject, client)
  const id = request.data.id ?? null
  const feed = { kind: 'rows', fields: fieldsOf(request), id, client } as const
  return { label, subject, output: { name: subject.output ?? 'answer' }, classOrder: null, feed }
}

/** The policy's `inputs`, else every column that is no label and tells nothing of the row's part in the evaluation. */
function fieldsOf({ subject, data, columns }: PrepareCallRequest): RowField[] {
  if (subject.inputs !== undefined) {
    const named = Object.entries(subject.inputs).map(([name, from]) => ({ name, columns: from }))
    const isThere = data.id === undefined || named.some(({ name }) => name === data.id)
    return isThere || subject.kind === 'endpoint' ? named : [...named, { name: data.id ?? '', columns: [data.id ?? ''] }]
  }
  const withheld = [data.label, data.group, data.weight, data.query]
  return columns.filter(({ name }) => !withheld.includes(name)).map(({ name }) => ({ name, columns: [name] }))
}

async function prepareTensors(request: PrepareCallRequest, subject: EndpointSubject, client: EndpointClient): Promise<PreparedCall> {
  const { label, data, columns, task } = request
  const introduction = await introduce(client, subject.url)
  const stated = introduction.model?.inputs ?? []
  const facts = { inputs: stated.length > 0 ? stated : assumedInputs(subject.inputs ?? {}, columns), metadata: {} }
  if (facts.inputs.length === 0) {
    throw client.invalid('its metadata name no inputs; say by `inputs` which columns feed which')
  }
  const inputs = matchInputs({
    model: label,
    facts,
    columns,
    reserved: [data.label, data.id, data.group, data.weight, data.query].filter((name) => name !== undefined),
    ...(subject.inputs === undefined ? {} : { mapping: subject.inputs }),
  })
  const asked = askedOutput(request, introduction)
  const feed = { kind: 'tensors', inputs, asked, client, introduction } as const
  return { label, subject, output: { name: asked ?? 'the only output' }, classOrder: null, feed }

  function askedOutput({ label: model }: PrepareCallRequest, { model: served }: Introduction): string | null {
    const named = subject.output
    if (served === null || served.outputs.length === 0) return named ?? null
    return findOutput({ model, facts: { outputs: served.outputs }, task, ...(named === undefined ? {} : { named }) }).name
  }
}
