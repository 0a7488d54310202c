import { checkDeclared, checkTrainedWith } from '../../../../src/gates/diff/serving/check-versions.ts'
import { packageMeant, touchesInference } from '../../../../src/gates/diff/serving/inference-packages.ts'

const served = (name: string, ...versions: string[]) => [{ name, versions, path: 'uv.lock' }]

test.each([
  ['1.22', '1.22.1', []],
  ['1.22.1', '1.22.1', []],
  ['1.22', '1.22', []],
  ['1.22', '1.220.0', ['RUNTIME_DECLARED_OTHERWISE']],
  ['1.22', '1.27.0', ['RUNTIME_DECLARED_OTHERWISE']],
  [null, '1.27.0', []],
])('declared %s, installed %s', (declared, installed, rules) => {
  expect(checkDeclared(declared, served('onnxruntime-gpu', installed)).map(({ rule }) => rule)).toEqual(rules)
})

test('other packages than onnxruntime are not what is declared', () => {
  expect(checkDeclared('1.22', served('numpy', '1.26.4'))).toEqual([])
})

const made = (metadata: Record<string, string>, producer = { name: '', version: '' }) => ({ metadata, producer })

test.each([
  ['the same', made({ sklearn_version: '1.5.0' }), served('scikit-learn', '1.5.0'), []],
  ['a patch release', made({ sklearn_version: '1.5.0' }), served('scikit-learn', '1.5.2'), ['info']],
  ['another minor one', made({ sklearn_version: '1.5.0' }), served('scikit-learn', '1.7.1'), ['risky']],
  ['a JSON list', made({ trained_with: '{"numpy":"1.26.4","os":"linux"}' }), served('numpy', '2.1.0'), ['risky']],
  ['the exporter', made({}, { name: 'pytorch', version: '2.3.0' }), served('torch', '2.6.0'), ['risky']],
  ['one that does not serve', made({ sklearn_version: '1.5.0' }), served('numpy', '2.1.0'), []],
  ['an entry that is no version', made({ sklearn: 'yes' }), served('scikit-learn', '1.7.1'), []],
  ['one of several that are installed', made({ numpy: '1.26.4' }), served('numpy', '1.26.4', '2.1.0'), []],
])('made with and served with: %s', (_, contract, installed, severities) => {
  const found = checkTrainedWith(contract, installed)
  expect(found.map(({ severity }) => severity ?? 'risky')).toEqual(severities)
  expect(found.map(({ rule }) => rule)).toEqual(severities.map(() => 'TRAINED_WITH_OTHER_VERSION'))
})

test.each([
  ['onnxruntime-gpu', true],
  ['onnxruntime-extensions', true],
  ['nvidia-cudnn-cu12', true],
  ['opencv-python-headless', true],
  ['@tensorflow/tfjs-node', true],
  ['torchvision', true],
  ['torchmetrics', false],
  ['requests', false],
  ['fastapi', false],
])('%s touches inference: %s', (name, expected) => {
  expect(touchesInference(name)).toBe(expected)
})

test('words of exporters mean packages', () => {
  expect(['sklearn-version', 'pytorch', 'numpy'].map(packageMeant)).toEqual(['scikit-learn', 'torch', 'numpy'])
})
