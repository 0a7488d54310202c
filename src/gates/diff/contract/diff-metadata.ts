import { metadataList } from '../../../sources/onnx/metadata-list.ts'
import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { quoteNames } from './quote.ts'

/** Entries that preprocessing reads; others (who trained it, when) change with every training and harm nobody. */
const PREPROCESSING = /mean|std|scale|norm|vocab|token|preproc|resize|crop|input|feature|threshold|label|unit|sample.?rate/i
/** Longer values are said to have changed, and not shown. */
const MOST_SHOWN_CHARS = 120

/** What the file says about itself beside its graph: classes, columns, entries, version, who wrote it. */
export function diffMetadata(before: Contract, after: Contract): Finding[] {
  return [...labelMap(before, after), ...entries(before, after), ...format(before, after)]
}

function labelMap({ classes: before }: Contract, { classes: after }: Contract): Finding[] {
  if (before === null || after === null || JSON.stringify(before) === JSON.stringify(after)) return []
  const same = before.length === after.length && before.every((name) => after.includes(name))
  const message = same ? 'The classes stand in another order.' : 'The classes are others.'
  return [{ rule: 'LABEL_MAP_CHANGED', subject: 'classes', message, evidence: `${quoteNames(before)} → ${quoteNames(after)}` }]
}

function entries({ metadata: before }: Contract, { metadata: after }: Contract): Finding[] {
  return Object.entries(before).flatMap(([name, value]): Finding[] => {
    const now = Object.hasOwn(after, name) ? after[name] : undefined
    if (now === undefined) return [{ rule: 'METADATA_REMOVED', subject: name, message: 'A metadata entry is gone.', evidence: '' }]
    if (now === value || name === 'classes') return []
    if (name === 'columns') return columns(value, now)
    const severity = PREPROCESSING.test(name) ? {} : ({ severity: 'info' } as const)
    const evidence = `${shown(value)} → ${shown(now)}`
    return [{ rule: 'METADATA_CHANGED', subject: name, message: 'A metadata entry has another value.', evidence, ...severity }]
  })
}

/** Callers fill an input by position: another order or another column is read without an error. */
function columns(before: string, after: string): Finding[] {
  const [one, other] = [metadataList(before), metadataList(after)]
  if (one !== null && other !== null && JSON.stringify(one) === JSON.stringify(other)) return []
  const isOrder = one !== null && other !== null && one.length === other.length && one.every((name) => other.includes(name))
  const message = isOrder ? 'The columns that fill the input stand in another order.' : 'Other columns fill the input.'
  const evidence = one === null || other === null ? `${shown(before)} → ${shown(after)}` : `${quoteNames(one)} → ${quoteNames(other)}`
  return [{ rule: 'METADATA_CHANGED', subject: 'columns', message, evidence, severity: 'breaking' }]
}

function shown(value: string): string {
  return value.length <= MOST_SHOWN_CHARS ? JSON.stringify(value) : `${value.length} characters`
}

function format(before: Contract, after: Contract): Finding[] {
  const producer = ({ producer: { name, version } }: Contract) => `${name} ${version}`.trim() || 'unknown'
  const irVersion: Finding = {
    rule: 'IR_RAISED',
    subject: 'model',
    message: 'The format is newer.',
    evidence: `IR ${before.irVersion} → ${after.irVersion}`,
  }
  const exporter: Finding = {
    rule: 'PRODUCER_CHANGED',
    subject: 'model',
    message: 'Another exporter wrote it.',
    evidence: `${producer(before)} → ${producer(after)}`,
  }
  return [...(after.irVersion > before.irVersion ? [irVersion] : []), ...(producer(before) === producer(after) ? [] : [exporter])]
}

/** Only where somebody counts versions: most exporters leave 0. @param signature findings about inputs and outputs */
export function checkModelVersion(before: Contract, after: Contract, signature: readonly Finding[]): Finding[] {
  if (signature.length === 0 || before.modelVersion === 0 || after.modelVersion > before.modelVersion) return []
  const message = 'Inputs or outputs changed, and `model_version` did not rise.'
  const evidence = `${before.modelVersion} → ${after.modelVersion}`
  return [{ rule: 'MODEL_VERSION_NOT_BUMPED', subject: 'model', message, evidence }]
}
