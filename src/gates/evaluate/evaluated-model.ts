import type { Task } from '../../metrics/sample.ts'

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
  | {
      readonly kind: 'onnx'
      readonly reference: string
      readonly inputs: Readonly<Record<string, readonly string[]>> | null
      readonly output: string | null
      readonly activation: 'sigmoid' | 'softmax' | null
    }
  | { readonly kind: 'predictions'; readonly reference: string; readonly columns: readonly string[] | null }
  | { readonly kind: 'command' }
  | { readonly kind: 'endpoint' }
