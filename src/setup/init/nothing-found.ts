import { UsageError } from '../../errors.ts'
import type { Findings } from './inspect.ts'
import { printableName } from './printable-name.ts'

/** No model to write a policy for: says what was looked for, and what was found instead. */
export function nothingFound({ models, unreadModels, tables, foreign, files, isCut }: Findings, asked: string | null): UsageError {
  const looked = `${files} ${files === 1 ? 'file' : 'files'}${isCut ? ' (the repository has more)' : ''}`
  if (asked !== null) {
    return new UsageError({
      where: '--model-file',
      found: `no model that matches ${JSON.stringify(asked)} among ${looked}`,
      expected: 'a path or glob from the folder of the policy',
      remedy:
        models.length === 0
          ? 'No ONNX file was found at all.'
          : `Models here: ${models
              .slice(0, 10)
              .map(({ path }) => printableName(path))
              .join(', ')}.`,
    })
  }
  const others = [
    ...unreadModels.map(({ path, problem }) => `${printableName(path)}: ${printableName(problem.message)}`),
    ...foreign.map(({ path, format }) => `${printableName(path)} (${format})`),
    ...(tables.length === 0
      ? []
      : [`${tables.length} ${tables.length === 1 ? 'table' : 'tables'}, none of which holds predictions beside rows with labels`]),
  ]
  return new UsageError({
    where: 'the repository',
    found: `no model among ${looked}${others.length === 0 ? '' : `; but ${others.join('; ')}`}`,
    expected: 'an ONNX file (*.onnx), or a file of predictions (Parquet, CSV or JSON lines) with the ids of the rows',
    remedy: remedyFor(
      unreadModels.some(({ problem }) => problem.reasonCode === 'LFS_POINTER'),
      foreign.length > 0,
    ),
  })
}

function remedyFor(hasPointer: boolean, hasForeign: boolean): string {
  if (hasPointer) return 'Fetch the models first: `git lfs pull`.'
  return hasForeign
    ? 'Export the model to ONNX (skl2onnx, torch.onnx.export, tf2onnx, onnxmltools), or write its predictions for the evaluation rows to a file.'
    : 'Run it where the model lies, or put the model into the repository (Git LFS is fine).'
}
