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

export function listOf<Item extends z.ZodType>(item: Item, expected: string) {
  return z.array(item, { error: expected }).min(1, { error: expected })
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: words.map((word) => `\`${word}\``).join(' or ') })
}

export function mapOf<Value extends z.ZodType>(name: z.ZodString, value: Value, expected: string) {
  return z.record(name, value, { error: (issue) => (issue.code === 'invalid_type' ? expected : undefined) })
}
