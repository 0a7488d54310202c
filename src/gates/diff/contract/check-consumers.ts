import type { Finding } from '../finding.ts'
import type { Consumer } from '../policy.ts'
import type { Contract } from './contract.ts'

/** Whether the candidate still has what its consumers declare that they rely on, whatever the baseline had. */
export function checkConsumers({ outputs }: Contract, consumers: readonly Consumer[]): Finding[] {
  return consumers.flatMap(({ expects }) => {
    const output = outputs.find(({ name }) => name === expects.output)
    const subject = expects.output
    if (output === undefined) {
      const evidence = `outputs: ${outputs.map(({ name }) => JSON.stringify(name)).join(', ')}`
      return [{ rule: 'CONSUMER_BROKEN', subject, message: 'A consumer reads an output that the model does not have.', evidence }]
    }
    if (expects.dtype === undefined || expects.dtype === output.element) return []
    const evidence = `expected ${expects.dtype}, found ${output.type}`
    return [{ rule: 'CONSUMER_BROKEN', subject, message: 'A consumer expects another type.', evidence }]
  })
}
