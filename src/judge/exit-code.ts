import type { Verdict, VerdictWord } from './verdict.ts'

/** From best to worst (design §6). */
export const SEVERITY: readonly VerdictWord[] = ['pass', 'warn', 'inconclusive', 'fail', 'error']

const EXIT_CODES = { pass: 0, warn: 0, fail: 3, inconclusive: 4, error: 5 } as const satisfies Record<VerdictWord, number>
export type VerdictExitCode = (typeof EXIT_CODES)[VerdictWord]

/** The worst of several models' verdicts; `error` for none at all, because a run that judged nothing is never a pass. */
export function worst(verdicts: readonly Pick<Verdict, 'verdict'>[]): VerdictWord {
  if (verdicts.length === 0) return 'error'
  return SEVERITY.findLast((word) => verdicts.some(({ verdict }) => verdict === word)) ?? 'error'
}

/** Design §3: 0 pass or warn, 3 fail, 4 inconclusive that blocks, 5 could not measure. */
export function exitCodeOf(verdicts: readonly Pick<Verdict, 'verdict'>[]): VerdictExitCode {
  return EXIT_CODES[worst(verdicts)]
}
