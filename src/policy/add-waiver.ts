import { UsageError } from '../errors.ts'
import type { Waiver } from '../gates/diff/policy.ts'
import { canonicalJson } from './canonical-json.ts'
import { insertItem } from './insert-item.ts'
import { parsePolicy } from './load.ts'
import type { Policy } from './policy.ts'

export type NewWaiver = {
  readonly rule: string
  readonly subject: string
  readonly reason: string
  readonly by: string
  readonly expires: string
}

/**
 * The policy's text with one more waiver for a model. Nothing else of it changes, not a blank: whoever reviews the change sees one line.
 * What comes out is read again, and must mean the same as before but for the waiver.
 *
 * @returns null where a waiver covers it already, as long or longer
 * @throws UsageError with the line to add by hand, for a text whose shape does not let it be added
 */
export function addWaiver(text: string, path: string, model: string, waiver: NewWaiver): string | null {
  const before = parsePolicy(text, path)
  const there = before.models.get(model)?.diff?.waivers
  if (there === undefined) throw withoutDiff(path, model)
  if (there.some((one) => covers(one, waiver))) return null
  // What `defaults` waives is not the model's own: a list of its own takes the place of theirs, so it has to hold them too.
  const line = flowOf(waiver)
  const after = insertItem(text, ['models', model, 'diff', 'waivers'], line, [...there.map(flowOf), line])
  if (after === null || !isOnlyAddition(before, after, path, model, waiver)) throw byHand(path, model, line)
  return after
}

function covers({ rule, subject, digest, expires }: Waiver, wanted: NewWaiver): boolean {
  return rule === wanted.rule && (subject === undefined || subject === wanted.subject) && digest === undefined && expires >= wanted.expires
}

/** JSON's texts are YAML's; a day needs no quotes. */
function flowOf({ rule, subject, reason, by, expires, ...rest }: NewWaiver | Waiver): string {
  const digest = 'digest' in rest && rest.digest !== undefined ? `, digest: ${JSON.stringify(rest.digest)}` : ''
  const of = subject === undefined ? '' : `, subject: ${JSON.stringify(subject)}`
  return `{ rule: ${rule}${of}, reason: ${JSON.stringify(reason)}, by: ${JSON.stringify(by)}, expires: ${expires}${digest} }`
}

function isOnlyAddition(before: Policy, text: string, path: string, model: string, waiver: NewWaiver): boolean {
  let after: Policy
  try {
    after = parsePolicy(text, path)
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
  const wanted = [...before.models].map(([name, one]) =>
    name === model && one.diff !== null ? [name, { ...one, diff: { ...one.diff, waivers: [...one.diff.waivers, waiver] } }] : [name, one],
  )
  return canonicalJson(wanted) === canonicalJson([...after.models])
}

function withoutDiff(path: string, model: string): UsageError {
  return new UsageError({
    where: path,
    found: `no \`diff\` for ${model}`,
    expected: 'a model whose rules can be waived',
    remedy: 'Only findings of `diff` are waived; everything else is a margin of the policy.',
  })
}

function byHand(path: string, model: string, line: string): UsageError {
  return new UsageError({
    where: path,
    found: 'a form that nothing can be added to without changing something else',
    expected: `a list \`models.${model}.diff.waivers\``,
    remedy: `Add this line to it by hand: - ${line}`,
  })
}
