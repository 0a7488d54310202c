import { findOutput, type OutputRequest } from '../../../src/sources/onnx/find-output.ts'
import type { ValueFacts } from '../../../src/sources/onnx/model-facts.ts'

const outputs: Record<string, ValueFacts> = Object.fromEntries(
  [
    ['label', 'int64'],
    ['probabilities', 'float'],
    ['scores', 'float'],
    ['hidden', 'float'],
    ['y', 'double'],
    ['y2', 'float16'],
    ['maps', null],
  ].map(([name, element]) => [
    name,
    {
      name: name ?? '',
      type: element === null ? 'sequence(map(int64,tensor(float)))' : `tensor(${element})`,
      element: element ?? null,
      shape: null,
      hasDefault: false,
    },
  ]),
)

function request(names: readonly string[], task: OutputRequest['task'], named?: string): OutputRequest {
  const chosen = names.flatMap((name) => outputs[name] ?? [])
  return { model: 'candidate (m.onnx)', facts: { outputs: chosen }, task, ...(named === undefined ? {} : { named }) }
}

test.each([
  // what                                       outputs                                task                          named          chosen
  ['the only output', ['probabilities'], 'binary-classification', undefined, 'probabilities'],
  ['the float beside the label', ['label', 'probabilities'], 'binary-classification', undefined, 'probabilities'],
  ['probabilities before scores', ['scores', 'probabilities', 'hidden'], 'multiclass-classification', undefined, 'probabilities'],
  ['scores before what has no name for it', ['hidden', 'scores'], 'binary-classification', undefined, 'scores'],
  ['doubles are floats', ['label', 'y'], 'regression', undefined, 'y'],
  ['halves are floats', ['y2'], 'ranking', undefined, 'y2'],
  ['the named one', ['probabilities', 'hidden'], 'binary-classification', 'hidden', 'hidden'],
  ['labels, when named', ['label', 'probabilities'], 'binary-classification', 'label', 'label'],
] as const)('%s', (_, names, task, named, chosen) => {
  expect(findOutput(request(names, task, named)).name).toBe(chosen)
})

test.each([
  ['only labels', ['label'], 'binary-classification', undefined, 'none of its outputs is a tensor of floats'],
  ['two that could be it', ['y', 'y2'], 'regression', undefined, 'any of "y", "y2" could hold the scores'],
  ['a name that the model lacks', ['label', 'scores'], 'binary-classification', 'score', 'Did you mean "scores"?'],
  ['a named one that is no tensor', ['maps'], 'binary-classification', 'maps', 'not a tensor'],
] as const)('refused: %s', (_, names, task, named, says) => {
  expect(() => findOutput(request(names, task, named))).toThrow(
    expect.objectContaining({ reasonCode: 'OUTPUT_NOT_FOUND', message: expect.stringContaining(says) }),
  )
})
