import { WORSE } from '../../src/stats/sequential/grids.ts'
import type { GuardrailSpec, Reading } from '../../src/stats/sequential/guardrail.ts'
import { logMeanExp } from '../../src/stats/sequential/log-mean.ts'
import { addShare } from '../../src/stats/sequential/share.ts'

/** A process that judges as many windows as its argument says, and looks at the evidence after each. */
const what = process.argv[2]
const LADDER = [10, 4, 2, 1]
const windowAt = (i: number) => ({
  stable: { requests: 570 + (i % 7), failures: 3 + (i % 3) },
  canary: { requests: 30 + (i % 5), failures: i % 11 === 0 ? 1 : 0 },
})

if (what === 'share') judgeShares()
else if (what === 'guardrail') {
  const spec = { kind: 'rate', relative: 0.25, absolute: 0.005, form: 'auto', max: null, ladder: LADDER } as const
  await judge(spec, 10_000, (i) => ({ kind: 'rate', arms: windowAt(i) }))
} else if (what === 'latency') {
  const edges = Array.from({ length: 18 }, (_, i) => 0.01 * 1.25 ** i)
  const counts = (scale: number, i: number) =>
    [...edges, 1].map((_, bucket) => Math.round(scale * Math.exp(-((bucket - 9) ** 2) / 18)) + ((i + bucket) % 3))
  const spec = { kind: 'latency', margin: 0.25, quantiles: [0.5, 0.9, 0.99], max: null, ladder: LADDER } as const
  await judge(spec, 1_000, (i) => ({
    kind: 'histogram',
    edges,
    arms: { stable: { counts: counts(76, i) }, canary: { counts: counts(4, i) } },
  }))
} else throw new Error(`found '${what}', expected share, guardrail or latency`)

function judgeShares(): void {
  let logs: readonly number[] = WORSE.logRatios.map(() => 0)
  let most = -Infinity
  for (let i = 0; i < 10_000; i++) {
    logs = addShare(logs, windowAt(i), 1.25, WORSE, 1)
    most = Math.max(most, logMeanExp(logs))
  }
  console.log(most)
}

async function judge(spec: GuardrailSpec, windows: number, readingAt: (i: number) => Reading): Promise<void> {
  const { addReading, rollbackLogE, startEvidence } = await import('../../src/stats/sequential/guardrail.ts')
  let evidence = startEvidence(spec)
  let most = -Infinity
  for (let i = 0; i < windows; i++) {
    evidence = addReading(spec, evidence, readingAt(i))
    most = Math.max(most, rollbackLogE(spec, evidence))
  }
  console.log(most)
}
