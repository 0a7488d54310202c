import { formatCount, formatPlain } from '../../../judge/format-number.ts'
import type { Probed } from '../../../sources/probe/probe.ts'
import type { Finding } from '../finding.ts'
import type { Consumer } from '../policy.ts'
import type { Contract } from './contract.ts'
import { quoteNames } from './quote.ts'

/** Whether the candidate still has what its consumers declare that they rely on, whatever the baseline had. */
export function checkConsumers({ outputs }: Contract, consumers: readonly Consumer[]): Finding[] {
  return consumers.flatMap(({ name, owner, expects }) => {
    const output = outputs.find((one) => one.name === expects.output)
    const found = (message: string, evidence: string): Finding[] => [
      { rule: 'CONSUMER_BROKEN', subject: expects.output, message, evidence, consumers: [`${name} (${owner})`] },
    ]
    if (output === undefined)
      return found('A consumer reads an output that the model does not have.', `outputs: ${quoteNames(outputs.map((one) => one.name))}`)
    if (expects.dtype === undefined || expects.dtype === output.element) return []
    return found('A consumer expects another type.', `expected ${expects.dtype}, found ${output.type}`)
  })
}

/** Whether what the model answered lies in the ranges that its consumers rely on. */
export function checkRanges({ outputs, madeUp }: Probed, consumers: readonly Consumer[]): Finding[] {
  return consumers.flatMap(({ name, owner, expects }): Finding[] => {
    const { range } = expects
    const output = outputs.find((one) => one.name === expects.output)
    if (range === undefined || output === undefined) return []
    const [least, most] = range
    const outside = output.values.filter((value) => Number.isNaN(value) || value < least || value > most)
    if (outside.length === 0) return []
    const [first = Number.NaN] = outside
    const evidence = `expected ${formatPlain(least)} to ${formatPlain(most)}, found ${Number.isFinite(first) ? formatPlain(first) : String(first)}, ${formatCount(outside.length)} of ${formatCount(output.values.length)} numbers`
    // On made-up inputs a model may answer what it never answers in production.
    const severity = madeUp.length > 0 ? ({ severity: 'risky' } as const) : {}
    const message = 'A consumer relies on a range that the answers leave.'
    return [{ rule: 'CONSUMER_BROKEN', subject: expects.output, message, evidence, consumers: [`${name} (${owner})`], ...severity }]
  })
}
