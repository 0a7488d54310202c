import { formatCount } from '../../../judge/format-number.ts'
import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { quoteNames } from './quote.ts'
import { unregisteredDomains } from './registered-domains.ts'

/** Opset of the oldest models that onnxruntime still runs (its compatibility page). */
const OLDEST_OPSET = 7
/** Which operators a model asks of whatever runs it. */
export function diffOperators(before: Contract, after: Contract): Finding[] {
  return [...domains(before, after), ...opsets(before, after), ...newOperators(before, after)]
}

/** What a runtime must bring for it; the file alone says this, whatever it was before. */
export function checkOpset({ opsets }: Contract): Finding[] {
  const opset = opsets['ai.onnx']
  if (opset === undefined || opset >= OLDEST_OPSET) return []
  const message = 'The opset is older than what onnxruntime runs.'
  return [{ rule: 'OPSET_TOO_OLD', subject: 'ai.onnx', message, evidence: `${opset}, at least ${OLDEST_OPSET}` }]
}

function domains(before: Contract, after: Contract): Finding[] {
  return Object.keys(after.opsets).flatMap((domain): Finding[] => {
    const nodes = nodesOf(after, domain)
    // A domain that is declared and not used, or that functions of the model itself define, asks nothing of a runtime.
    if (domain in before.opsets || nodes === 0) return []
    const evidence = `${formatCount(nodes)} ${nodes === 1 ? 'node' : 'nodes'}`
    const message = 'Operators of a domain that the model did not use before.'
    if (!unregisteredDomains(after).includes(domain)) return [{ rule: 'DOMAIN_ADDED', subject: domain, message, evidence }]
    return [
      { rule: 'DOMAIN_ADDED', subject: domain, message: `${message} onnxruntime does not register it.`, evidence, severity: 'breaking' },
    ]
  })
}

/** Operators of other domains are written with it: `ai.onnx.ml::ZipMap`. */
function nodesOf({ operators }: Contract, domain: string): number {
  const names = Object.entries(operators).filter(([name]) => (domain === 'ai.onnx' ? !name.includes('::') : name.startsWith(`${domain}::`)))
  return names.reduce((sum, [, count]) => sum + count, 0)
}

function opsets(before: Contract, after: Contract): Finding[] {
  return Object.entries(after.opsets).flatMap(([domain, version]): Finding[] => {
    const earlier = before.opsets[domain]
    if (earlier === undefined || version <= earlier) return []
    return [{ rule: 'OPSET_RAISED', subject: domain, message: 'The opset is newer.', evidence: `${earlier} → ${version}` }]
  })
}

function newOperators(before: Contract, after: Contract): Finding[] {
  const added = Object.keys(after.operators).filter((name) => !Object.hasOwn(before.operators, name))
  if (added.length === 0) return []
  return [{ rule: 'NEW_OP_TYPES', subject: 'model', message: 'Operators that the model did not use before.', evidence: quoteNames(added) }]
}
