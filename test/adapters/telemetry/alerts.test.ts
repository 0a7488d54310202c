import { BENEFIT, CERTAIN_RATIO, LEAST_FAILURES } from '../../../src/adapters/telemetry/prometheus/alerts/conditions.ts'
import { logGamma } from '../../../src/stats/gamma.ts'

/** ln of P(X = count) of a Poisson count. */
const logPmf = (mean: number, count: number) => count * Math.log(mean) - mean - logGamma(count + 1)

/** P(X > count), summed from there on. */
function beyond(mean: number, count: number): number {
  // Beyond twelve standard deviations nothing is left that would be seen here.
  if (count > mean + 12 * Math.sqrt(mean) + 30) return 0
  let sum = 0
  for (let at = Math.floor(count) + 1; ; at++) {
    const term = Math.exp(logPmf(mean, at))
    sum += term
    if (at > mean && term < 1e-16) break
  }
  return Math.min(1, sum)
}

type Margins = { readonly relative: number | null; readonly absolute: number | null }

/** How often the rule fires in one window for a canary that is just as bad as the margin allows. */
function chanceToFire(requests: { stable: number; canary: number }, base: number, { relative, absolute }: Margins): number {
  const allowed = Math.min(1, Math.max(base * (1 + (relative ?? 0)), base + (absolute ?? 0)))
  const mean = { stable: requests.stable * base, canary: requests.canary * allowed }
  let chance = 0
  const most = Math.ceil(mean.stable + 12 * Math.sqrt(mean.stable) + 30)
  const least = Math.max(0, Math.floor(mean.stable - 8 * Math.sqrt(mean.stable)))
  for (let failures = least; failures <= most; failures++) {
    const weight = mean.stable === 0 ? (failures === 0 ? 1 : 0) : Math.exp(logPmf(mean.stable, failures))
    if (weight < 1e-14) continue
    const other = (failures + BENEFIT) / requests.stable
    const shares = [CERTAIN_RATIO * (1 + (relative ?? 0)) * other]
    if (absolute !== null) shares.push(other + Math.min(CERTAIN_RATIO * absolute, (1 + absolute) / 2))
    const threshold = Math.max(LEAST_FAILURES - 1e-9, ...shares.map((share) => share * requests.canary))
    if (mean.canary > 0 && threshold < requests.canary) chance += weight * beyond(mean.canary, threshold)
  }
  return chance
}

const CASES = [10, 30, 100, 1000, 10_000].flatMap((canary) =>
  [1.05, 4, 99].flatMap((times) => [0, 1e-4, 1e-3, 5e-3, 0.02, 0.1].map((base) => ({ canary, stable: canary * times, base }))),
)

test.each([
  ['both margins', { relative: 0.25, absolute: 0.005 }],
  ['a relative margin alone', { relative: 0.25, absolute: null }],
  ['an absolute margin alone', { relative: null, absolute: 0.005 }],
])('%s: a canary at the very margin is taken back by an alert in fewer than one of 20,000 windows', (_, margins) => {
  const worst = Math.max(...CASES.map(({ base, ...requests }) => chanceToFire(requests, base, margins)))
  expect(worst).toBeLessThan(5e-5)
})

test('twenty times the failures of a service with 2 % are found in the first window of 20 canary requests a second', () => {
  const canary = 1200
  const failures = canary * 0.4
  const other = (19 * canary * 0.02 + BENEFIT) / (19 * canary)
  expect(failures / canary).toBeGreaterThan(CERTAIN_RATIO * 1.25 * other)
})
