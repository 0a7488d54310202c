/** Something that the files do not state: what was taken, why, and what else it could be. A null value is a hole to fill in. */
export type Guess<T> = {
  readonly value: T | null
  readonly why: string
  /** Other readings, best first, as the policy would write them. */
  readonly others: readonly string[]
  /** The files say so themselves, or whoever called did. */
  readonly isCertain: boolean
}

export function certain<T>(value: T, why: string): Guess<T> {
  return { value, why, others: [], isCertain: true }
}

export function guessed<T>(value: T, why: string, others: readonly string[] = []): Guess<T> {
  return { value, why, others, isCertain: false }
}

export function hole<T>(why: string, others: readonly string[] = []): Guess<T> {
  return { value: null, why, others, isCertain: false }
}
