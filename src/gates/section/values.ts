import * as z from 'zod'

/** Text of one line: column names, references, conditions. */
export function text(expected: string) {
  return z.string({ error: expected }).regex(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u, { error: expected })
}

export function wholeNumber(limits: { readonly atLeast: number; readonly atMost: number }) {
  const expected = `a whole number from ${limits.atLeast} to ${limits.atMost}`
  return z
    .number({ error: expected })
    .int({ error: expected })
    .min(limits.atLeast, { error: expected })
    .max(limits.atMost, { error: expected })
}

export function plainNumber(expected = 'a number') {
  return z.number({ error: expected })
}

export function listOf<Item extends z.ZodType>(item: Item, expected: string, atLeast = 1) {
  return z.array(item, { error: expected }).min(atLeast, { error: expected })
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: alternatives(words) })
}

export function mapOf<Value extends z.ZodType>(name: z.ZodString, value: Value, expected: string) {
  return z.record(name, value, { error: (issue) => (issue.code === 'invalid_type' ? expected : undefined) })
}

/** `a`, `b` or `c`. */
function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``)
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}
