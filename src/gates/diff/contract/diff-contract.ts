import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { diffFile } from './diff-file.ts'
import { diffValues } from './diff-values.ts'

/** What changed for those who call a model: inputs, outputs, the file. Pure: equal contracts give nothing. */
export function diffContract(baseline: Contract, candidate: Contract): Finding[] {
  return [
    ...diffValues('input', baseline.inputs, candidate.inputs),
    ...diffValues('output', baseline.outputs, candidate.outputs),
    ...diffFile(baseline, candidate),
  ]
}
