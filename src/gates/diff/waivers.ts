import type { Check, Waived } from '../../judge/check.ts'
import type { DeclaredWaiver } from '../../judge/verdict.ts'
import type { Waiver } from './policy.ts'

/** What a waiver may cover: a finding of a rule or a measured check, by the rule's name and the column, tensor or package. */
export type Waivable = { readonly rule: string; readonly subject: string; readonly digest: string | null }

/** The waivers of one gate's run; it remembers which were needed. */
export type WaiverBook = {
  /** The waiver in force that covers it; null when none does. */
  waive(found: Waivable): Waived | null
  /** All of them, with what became of each. To be asked at the end. */
  declared(): readonly DeclaredWaiver[]
}

/** @param today as 2026-11-24, in UTC; a waiver holds through the day it expires on */
export function openWaivers(waivers: readonly Waiver[], today: string): WaiverBook {
  const used = new Set<Waiver>()
  return {
    waive(found) {
      const covering = waivers.filter((waiver) => covers(waiver, found))
      for (const waiver of covering) used.add(waiver)
      const inForce = covering.find(({ expires }) => expires >= today)
      return inForce === undefined ? null : { reason: inForce.reason, by: inForce.by, expires: inForce.expires }
    },
    declared: () =>
      waivers.map((waiver) => {
        const { rule, subject = null, reason, by, expires } = waiver
        const state = expires < today ? 'expired' : used.has(waiver) ? 'in-force' : 'unused'
        return { rule, subject, reason, by, expires, state }
      }),
  }
}

function covers({ rule, subject, digest }: Waiver, found: Waivable): boolean {
  if (rule !== found.rule || (subject !== undefined && subject !== found.subject)) return false
  return digest === undefined || (found.digest?.startsWith(digest.replace(/^sha256:/, '')) ?? false)
}

/** The rule that a check of this gate is about: `NULL_RATE_JUMP` of `NULL_RATE_JUMP.nan`. */
export function ruleOfCheck({ id }: Pick<Check, 'id'>): string {
  return id.split('.')[0] ?? id
}
