import { ARMS, type Arm, type Reading } from './ports.ts'

/** A reading whose counts can be none is not evaluable, whoever counted it: the judge cannot bear it, and no journal takes it. */
export function possibleReading(reading: Reading): Reading {
  const why = ARMS.map((arm) => whyImpossible(reading, arm)).find((one) => one !== null)
  return why === undefined || why === null ? reading : { kind: 'not-evaluable', why }
}

function whyImpossible(reading: Reading, arm: Arm): string | null {
  switch (reading.kind) {
    case 'rate': {
      const { requests, failures } = reading.arms[arm]
      const wrong = [requests, failures].find((count) => !isCount(count))
      if (wrong !== undefined) return noCount(wrong, arm)
      return failures > requests ? `more failures (${failures}) than requests (${requests}) in the ${arm} arm` : null
    }
    case 'histogram': {
      const wrong = reading.arms[arm].counts.find((count) => !isCount(count))
      return wrong === undefined ? null : noCount(wrong, arm)
    }
    case 'mean': {
      const { count, sum, sumOfSquares } = reading.arms[arm]
      if (!isCount(count)) return noCount(count, arm)
      return Number.isFinite(sum) && isCount(sumOfSquares) ? null : `no values have such sums in the ${arm} arm`
    }
    case 'not-evaluable':
      return null
  }
}

export function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}

function noCount(value: number, arm: Arm): string {
  return `${value} requests or failures of the ${arm} arm, which is no count`
}
