import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A number of an oracle file: JSON has no NaN and no infinities, so they are strings there. */
export type OracleNumber = number | 'NaN' | 'Infinity' | '-Infinity'
export type Tolerance = { readonly relative: number; readonly absolute: number }

/** Reads test/fixtures/oracles/<name>.json: values of other people's software, see its `producedBy` and `about`. */
export function readOracle(name: string) {
  return JSON.parse(readFileSync(path.join(__dirname, '../fixtures/oracles', `${name}.json`), 'utf8'))
}

/** |a − b| ≤ absolute + relative × |b|; NaN agrees with NaN. */
export function expectClose(actual: number, expected: OracleNumber, { relative, absolute }: Tolerance): void {
  const b = Number(expected)
  if (Number.isNaN(b) || !Number.isFinite(b)) expect(actual).toBe(b)
  else if (!(Math.abs(actual - b) <= absolute + relative * Math.abs(b))) expect(actual).toBe(b)
}

export function expectAllClose(actual: ArrayLike<number>, expected: readonly OracleNumber[], tolerance: Tolerance): void {
  expect(actual.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expectClose(actual[i], value, tolerance)
}
