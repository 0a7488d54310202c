/** What a command's exit code says; docs and tests read the meanings from here. A signal exits with 128 + its number. */
export const EXIT_CODES = {
  0: 'pass, warn, or a rollout in progress',
  1: 'internal fault',
  2: 'usage: the caller can fix it',
  3: 'fail, or rolled back by this call',
  4: 'inconclusive that blocks',
  5: 'could not measure',
} as const

export type ExitCode = keyof typeof EXIT_CODES
