import type { InferenceSession } from 'onnxruntime-common'

export type SessionSettings = {
  readonly threads: number
  readonly optimization?: InferenceSession.SessionOptions['graphOptimizationLevel']
  /** A model from memory has no folder of its own, and would look for its side files where this process stands; null for one from its path. */
  readonly weightsFolder: string | null
}

/** How every model is loaded, whoever looks at it: what is judged and what is timed run alike. */
export function sessionOptions({ threads, optimization, weightsFolder }: SessionSettings): InferenceSession.SessionOptions {
  const folder = weightsFolder === null ? {} : { model_external_initializers_file_folder_path: weightsFolder }
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    ...(optimization === undefined ? {} : { graphOptimizationLevel: optimization }),
    // Waiting by spinning would take the cores from the reader and from the other arm: reading took four times as long, and an arm would be
    // timed while the other's threads still wait.
    extra: { session: { intra_op: { allow_spinning: '0' }, ...folder } },
  }
}
