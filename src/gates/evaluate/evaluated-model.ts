import type { Task } from '../../metrics/sample.ts'
import type { CallPolicy } from './call-policy.ts'

/** What the gate takes from a model's block of the policy. */
export type EvaluatedModel = {
  readonly name: string
  readonly task: Task
  readonly subject: DeclaredSubject
  readonly positiveLabel: string | number | boolean | null
  readonly data: {
    readonly evaluation: readonly string[]
    readonly label: string
    readonly id: string | null
    readonly group: string | null
    readonly weight: string | null
    readonly query: string | null
  }
}

export type DeclaredSubject =
  | ({ readonly kind: 'onnx'; readonly reference: string } & DeclaredReading)
  | { readonly kind: 'predictions'; readonly reference: string; readonly columns: readonly string[] | null }
  | DeclaredCommand
  | DeclaredEndpoint

export type DeclaredCommand = { readonly kind: 'command'; readonly command: string; readonly call: CallPolicy } & DeclaredReading
export type DeclaredEndpoint = { readonly kind: 'endpoint'; readonly url: string; readonly call: CallPolicy } & DeclaredReading

export type DeclaredReading = {
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  readonly output: string | null
  readonly activation: 'sigmoid' | 'softmax' | null
}
