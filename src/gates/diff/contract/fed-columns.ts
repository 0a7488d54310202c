import { metadataList, metadataListsByName } from '../../../sources/onnx/metadata-list.ts'
import type { ValueFacts } from '../../../sources/onnx/model-facts.ts'
import type { TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Contract } from './contract.ts'

/** A column that a model reads, and the input that it goes to. */
export type FedColumn = { readonly column: string; readonly input: string; readonly element: string | null }

export type ColumnsRequest = {
  readonly candidate: Pick<Contract, 'inputs' | 'metadata'>
  /** Input → columns, as the policy says; null: matched by name, or by the model's own `columns` metadata. */
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  readonly data: TableSchema
}

/** Which columns feed which input, where somebody says so. A guess by position would raise false alarms. */
export function fedColumns({ candidate, inputs, data }: ColumnsRequest): readonly FedColumn[] {
  const required = candidate.inputs.filter(({ hasDefault }) => !hasDefault)
  return required.flatMap((input) => {
    const columns = columnsOf(input, required, { candidate, inputs, data })
    return columns.map((column) => ({ column, input: input.name, element: input.element }))
  })
}

function columnsOf(input: ValueFacts, required: readonly ValueFacts[], { candidate, inputs, data }: ColumnsRequest): readonly string[] {
  if (inputs !== null && Object.hasOwn(inputs, input.name)) return inputs[input.name] ?? []
  if (data.columns.some(({ name }) => name === input.name)) return [input.name]
  const named = metadataListsByName(candidate.metadata['columns'])
  if (Object.hasOwn(named, input.name)) return named[input.name] ?? []
  return required.length === 1 ? (metadataList(candidate.metadata['columns']) ?? []) : []
}
