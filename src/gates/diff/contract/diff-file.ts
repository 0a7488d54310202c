import { formatCount, formatPercent } from '../../../judge/format-number.ts'
import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'

/** Opset of the oldest models that onnxruntime still runs (its compatibility page). */
const OLDEST_OPSET = 7
/** Share of the file's size beyond which it is worth saying. */
const SIZE_WORTH_SAYING = 0.1
/** Element types that onnxruntime-node cannot pass (its tensor types). */
const UNSUPPORTED = /bfloat16|float8|float4|complex|type\d+/

/** What changed about the file as a whole: operators, weights, metadata. */
export function diffFile(before: Contract, after: Contract): Finding[] {
  return [
    ...labelMap(before, after),
    ...opsets(before, after),
    ...unsupported(after),
    ...externalData(before, after),
    ...precision(before, after),
    ...metadata(before, after),
    ...facts(before, after),
  ]
}

function labelMap({ classes: before }: Contract, { classes: after }: Contract): Finding[] {
  if (before === null || after === null || before.join('\u0000') === after.join('\u0000')) return []
  const shown = (classes: readonly string[]) => classes.map((name) => JSON.stringify(name)).join(', ')
  const same = before.length === after.length && before.every((name) => after.includes(name))
  const message = same ? 'The classes stand in another order.' : 'The classes are others.'
  return [{ rule: 'LABEL_MAP_CHANGED', subject: 'classes', message, evidence: `${shown(before)} → ${shown(after)}` }]
}

function opsets(before: Contract, after: Contract): Finding[] {
  const found: Finding[] = []
  for (const [domain, version] of Object.entries(after.opsets)) {
    const earlier = before.opsets[domain]
    if (earlier === undefined && operatorsOf(after, domain) > 0) {
      const message = 'Operators of a domain that the model did not use before.'
      found.push({ rule: 'DOMAIN_ADDED', subject: domain, message, evidence: `${formatCount(operatorsOf(after, domain))} nodes` })
    }
    if (earlier !== undefined && version > earlier)
      found.push({ rule: 'OPSET_RAISED', subject: domain, message: 'The opset is newer.', evidence: `${earlier} → ${version}` })
  }
  const opset = after.opsets['ai.onnx']
  if (opset !== undefined && opset < OLDEST_OPSET) {
    const message = 'The opset is older than what onnxruntime runs.'
    found.push({ rule: 'OPSET_TOO_OLD', subject: 'ai.onnx', message, evidence: `${opset}, at least ${OLDEST_OPSET}` })
  }
  const added = Object.keys(after.operators).filter((name) => !(name in before.operators))
  if (added.length > 0) {
    const message = 'Operators that the model did not use before.'
    found.push({
      rule: 'NEW_OP_TYPES',
      subject: 'model',
      message,
      evidence: added
        .slice(0, 20)
        .map((name) => JSON.stringify(name))
        .join(', '),
    })
  }
  return found
}

/** Operators of other domains are written with it: `ai.onnx.ml::ZipMap`. */
function operatorsOf({ operators }: Contract, domain: string): number {
  const names = Object.entries(operators).filter(([name]) => (domain === 'ai.onnx' ? !name.includes('::') : name.startsWith(`${domain}::`)))
  return names.reduce((sum, [, count]) => sum + count, 0)
}

function unsupported({ inputs, outputs }: Contract): Finding[] {
  return [...inputs, ...outputs]
    .filter(({ type }) => UNSUPPORTED.test(type))
    .map(({ name, type }) => {
      const message = 'onnxruntime for Node cannot pass values of this type.'
      return { rule: 'UNSUPPORTED_BY_NODE', subject: name, message, evidence: type }
    })
}

function externalData({ externalData: before }: Contract, { externalData: after }: Contract): Finding[] {
  if (before.join('\u0000') === after.join('\u0000')) return []
  const outside = after.filter((location) => location.startsWith('/') || location.split(/[/\\]/).includes('..'))
  const shown = (locations: readonly string[]) => (locations.length === 0 ? 'none' : locations.map((one) => JSON.stringify(one)).join(', '))
  const message = outside.length > 0 ? 'Weights are named outside of the model’s folder.' : 'The side files with weights changed.'
  const evidence = `${shown(before)} → ${shown(after)}`
  return [{ rule: 'EXTERNAL_DATA_CHANGED', subject: 'weights', message, evidence, ...(outside.length > 0 ? { severity: 'breaking' } : {}) }]
}

/** Types that weights are stored in; others are shapes, indices and texts. */
const WEIGHTS = /^(b?float|double|u?int[248]$)/

/** A change of the type that holds most of the weights. */
function precision(before: Contract, after: Contract): Finding[] {
  const [one, other] = [mainType(before), mainType(after)]
  if (one === null || other === null || one === other) return []
  const message = 'The weights are stored in another precision.'
  return [{ rule: 'PRECISION_CHANGED', subject: 'weights', message, evidence: `${one} → ${other}` }]
}

function mainType({ initializers }: Contract): string | null {
  const bytes = new Map<string, number>()
  for (const { type, bytes: size } of initializers.filter(({ type }) => WEIGHTS.test(type)))
    bytes.set(type, (bytes.get(type) ?? 0) + (size ?? 0))
  const [first] = [...bytes].sort(([, one], [, other]) => other - one)
  return first?.[0] ?? null
}

function metadata({ metadata: before }: Contract, { metadata: after }: Contract): Finding[] {
  return Object.keys(before)
    .filter((name) => !(name in after))
    .map((name) => ({ rule: 'METADATA_REMOVED', subject: name, message: 'A metadata entry is gone.', evidence: '' }))
}

function facts(before: Contract, after: Contract): Finding[] {
  const change = after.fileBytes / before.fileBytes - 1
  const producer = ({ producer: { name, version } }: Contract) => `${name} ${version}`.trim() || 'unknown'
  return [
    ...(after.irVersion > before.irVersion
      ? [
          {
            rule: 'IR_RAISED',
            subject: 'model',
            message: 'The format is newer.',
            evidence: `IR ${before.irVersion} → ${after.irVersion}`,
          } as const,
        ]
      : []),
    ...(Math.abs(change) > SIZE_WORTH_SAYING
      ? [
          {
            rule: 'SIZE_CHANGED',
            subject: 'model',
            message: `The file is ${formatPercent(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}.`,
            evidence: `${formatCount(before.fileBytes)} → ${formatCount(after.fileBytes)} bytes`,
          } as const,
        ]
      : []),
    ...(producer(before) !== producer(after)
      ? [
          {
            rule: 'PRODUCER_CHANGED',
            subject: 'model',
            message: 'Another exporter wrote it.',
            evidence: `${producer(before)} → ${producer(after)}`,
          } as const,
        ]
      : []),
  ]
}
