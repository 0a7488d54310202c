import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { checkModelVersion, diffMetadata } from './diff-metadata.ts'
import { checkOpset, diffOperators } from './diff-operators.ts'
import { diffValues } from './diff-values.ts'
import { checkWeights, diffWeights } from './diff-weights.ts'

/** What changed for those who call a model: inputs, outputs, the file. Pure: equal contracts give nothing. */
export function diffContract(baseline: Contract, candidate: Contract): Finding[] {
  const signature = [
    ...diffValues('input', baseline.inputs, candidate.inputs),
    ...diffValues('output', baseline.outputs, candidate.outputs),
  ]
  return [
    ...signature,
    ...diffMetadata(baseline, candidate),
    ...diffOperators(baseline, candidate),
    ...diffWeights(baseline, candidate),
    ...unsupported(baseline, candidate),
    ...checkModelVersion(baseline, candidate, signature),
  ]
}

/** What no model may be, whatever it was before. */
export function checkContract(candidate: Contract): Finding[] {
  return [...checkOpset(candidate), ...checkWeights(candidate)]
}

/** Element types that onnxruntime-node cannot pass (its tensor types). */
const UNSUPPORTED = /bfloat16|float8|float4|complex|type\d+/

/** A caller in Node could call it before and no longer can. */
function unsupported(before: Contract, after: Contract): Finding[] {
  const known = new Set([...before.inputs, ...before.outputs].map(({ name, type }) => `${name} ${type}`))
  return [...after.inputs, ...after.outputs]
    .filter(({ name, type }) => UNSUPPORTED.test(type) && !known.has(`${name} ${type}`))
    .map(({ name, type }) => {
      const message = 'onnxruntime for Node cannot pass values of this type.'
      return { rule: 'UNSUPPORTED_BY_NODE', subject: name, message, evidence: type }
    })
}
