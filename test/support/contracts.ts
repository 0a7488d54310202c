import { join } from 'node:path'
import { type Contract, readContract } from '../../src/gates/diff/contract/contract.ts'

const MODELS = join(__dirname, '../fixtures/models/income')

/** The contract of a model of test/fixtures/models/income. */
export function contractOf(name: string): Contract {
  return readContract(join(MODELS, `${name}.onnx`), `${name}.onnx`)
}
