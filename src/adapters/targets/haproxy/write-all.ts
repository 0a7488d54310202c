import { TargetError } from '../../../rollout/ports.ts'
import type { NodeReading } from './combine.ts'
import type { NodeState } from './node.ts'

type Outcome = { readonly address: string; readonly error: TargetError | null }

/**
 * Every node that can be reached is written at once, whatever becomes of the others.
 *
 * @throws TargetError `unknown-outcome` when some were written and others not, or when nobody can say; else what all of them said
 */
export async function writeAll(readings: readonly NodeReading[], write: (state: NodeState) => Promise<void>): Promise<void> {
  const outcomes = await Promise.all(readings.map((reading) => outcomeOf(reading, write)))
  const errors = outcomes.flatMap(({ error }) => (error === null ? [] : [error]))
  const [first] = errors
  if (first === undefined) return
  const same = errors.length === outcomes.length && errors.every(({ kind }) => kind === first.kind)
  throw new TargetError(same ? first.kind : 'unknown-outcome', errors.map(({ message }) => message).join('; '), { cause: first })
}

async function outcomeOf(reading: NodeReading, write: (state: NodeState) => Promise<void>): Promise<Outcome> {
  const { address } = reading
  if ('error' in reading) return { address, error: reading.error }
  try {
    await write(reading.state)
    return { address, error: null }
  } catch (error) {
    if (error instanceof TargetError) return { address, error }
    throw error
  }
}
