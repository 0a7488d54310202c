import { UsageError } from '../errors.ts'
import { duration } from '../gates/section/duration.ts'

/** @returns milliseconds. @throws UsageError for what is no time, or lies outside the limits */
export function durationFlag(
  flag: string,
  text: string,
  { example, ...limits }: { readonly atLeast: string; readonly atMost: string; readonly example: string },
): number {
  const read = duration(limits).safeParse(text)
  if (read.success) return read.data
  const expected = read.error.issues[0]?.message ?? 'a time'
  throw new UsageError({
    where: `--${flag}`,
    found: JSON.stringify(text),
    expected,
    remedy: `Write a number and its unit, such as ${example}.`,
  })
}
