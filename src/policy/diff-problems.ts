import type { Problem } from '../errors.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import type { MappingNode } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** Keys of `diff` and `serving` that nobody could look at: they would be taken for limits that hold. */
export function diffProblems(model: MappingNode, written: WrittenModel, at: Placed): Problem[] {
  const { diff, data, onnx, serving } = written
  const problems: Problem[] = []
  if (diff !== null && diff.drift.freshness !== null && data.time === null) {
    problems.push(
      at(['diff', 'drift', 'freshness'], {
        found: '`freshness` without `data.time`',
        expected: 'the column that says when a row was observed',
        remedy: 'Add `time: observed_at` to `data`, or remove `freshness`.',
      }),
    )
  }
  if (onnx !== null) return problems
  const expected = 'it with `onnx`: the contract and the answers of a model file are what is looked at'
  if (diff !== null && diff.consumers.length > 0) {
    const found = '`consumers` of a model that is no ONNX file'
    problems.push(at(['diff', 'consumers'], { found, expected, remedy: 'Remove `consumers`, or name the ONNX file.' }))
  }
  if (diff !== null && diff.drift.predictions === 'judged' && isGiven(model, ['diff', 'drift', 'predictions'])) {
    const found = '`predictions: judged` of a model that is no ONNX file'
    problems.push(at(['diff', 'drift', 'predictions'], { found, expected, remedy: 'Remove it, or write `none`.' }))
  }
  if (serving !== null && serving.onnxruntime !== null) {
    const found = '`serving.onnxruntime` of a model that is no ONNX file'
    problems.push(at(['serving', 'onnxruntime'], { found, expected, remedy: 'Remove `onnxruntime`.' }))
  }
  return problems
}
