import { formatCount, formatPercent, formatPlain } from '../../../judge/format-number.ts'
import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { quoteNames } from './quote.ts'

/** Share of the file's size beyond which it is worth saying. */
const SIZE_WORTH_SAYING = 0.1
/** So many times the size is another class of model for whoever starts and pays it; of a small file nobody notices. */
const ANOTHER_CLASS = 10
const NOTICED_BYTES = 10 * 2 ** 20
/** Types that weights are stored in; others are shapes, indices and texts. */
const WEIGHTS = /^(b?float|double|u?int[248]$)/

/** Where the weights lie, in which precision, and how much of them there is. */
export function diffWeights(before: Contract, after: Contract): Finding[] {
  return [...externalData(before, after), ...precision(before, after), ...size(before, after)]
}

/** Weights that are read from elsewhere are breaking in any file, also one that has always been so. */
export function checkWeights({ externalData }: Contract): Finding[] {
  const outside = externalData.filter(isOutside)
  if (outside.length === 0) return []
  const message = 'Weights are named outside of the model’s folder: whatever loads it reads what it should not.'
  return [{ rule: 'EXTERNAL_DATA_CHANGED', subject: 'weights', message, evidence: quoteNames(outside), severity: 'breaking' }]
}

function isOutside(location: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(location) || location.split(/[/\\]/).includes('..')
}

function externalData({ externalData: before }: Contract, { externalData: after }: Contract): Finding[] {
  if (JSON.stringify(before) === JSON.stringify(after) || after.some(isOutside)) return []
  const evidence = `${quoteNames(before)} → ${quoteNames(after)}`
  return [{ rule: 'EXTERNAL_DATA_CHANGED', subject: 'weights', message: 'The side files with weights changed.', evidence }]
}

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

function size({ fileBytes: before }: Contract, { fileBytes: after }: Contract): Finding[] {
  const change = after / before - 1
  if (Math.abs(change) <= SIZE_WORTH_SAYING) return []
  const how =
    change >= 1
      ? `${formatPlain(after / before, 3)} times as large`
      : `${formatPercent(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}`
  const message = `The file is ${how}.`
  const evidence = `${formatCount(before)} → ${formatCount(after)} bytes`
  const severity = after >= ANOTHER_CLASS * before && after >= NOTICED_BYTES ? ({ severity: 'risky' } as const) : {}
  return [{ rule: 'SIZE_CHANGED', subject: 'model', message, evidence, ...severity }]
}
