import { chooseVersions } from '../../../src/setup/init/choose-versions.ts'
import { nameFor } from '../../../src/setup/init/proposal.ts'

test.each([
  ['the one outside of candidates/', ['candidates/retrained.onnx', 'models/income.onnx'], 'models/income.onnx'],
  ['the one in production', ['models/a.onnx', 'models/b-prod.onnx'], 'models/b-prod.onnx'],
  ['the highest version', ['models/v2.onnx', 'models/v10.onnx', 'models/v9.onnx'], 'models/v10.onnx'],
  ['the one nearest to the root', ['a/deep/model.onnx', 'z.onnx'], 'z.onnx'],
  ['the first by the alphabet when nothing tells', ['models/b.onnx', 'models/a.onnx'], 'models/a.onnx'],
] as const)('of several versions takes %s', (_, paths, current) => {
  const [family] = chooseVersions(
    paths.map((path) => ({ path })),
    () => 'same',
  )
  expect(family?.current.path).toBe(current)
  expect(family?.others).toHaveLength(paths.length - 1)
})

test('files with other inputs are other models', () => {
  const files = [{ path: 'us.onnx' }, { path: 'eu.onnx' }]
  expect(chooseVersions(files, ({ path }) => path)).toHaveLength(2)
})

test.each([
  ['the file', 'models/income.onnx', 'income'],
  ['the folder, where the file says nothing', 'models/churn/baseline.onnx', 'churn'],
  ['the repository, where neither does', 'models/model.onnx', 'fraud-service'],
  ['no version', 'models/income_v3.onnx', 'income'],
  ['nothing that a file name may not hold', 'models/Zürich: prices.onnx', 'z-rich-prices'],
] as const)('is named after %s', (_, path, name) => {
  expect(nameFor(path, 'fraud-service', new Set())).toBe(name)
})

test('two models do not share a name', () => {
  expect(nameFor('b/income.onnx', 'repository', new Set(['income']))).toBe('income-2')
})
