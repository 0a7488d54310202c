/**
 * Which arm is the stable one, as one number of a stick table: its last bit says whether the arms are swapped against haproxy.cfg (the
 * frontend's rules read it by `mod(2)`), the rest names the model that was promoted last, so that a repeated promotion does not swap back.
 */
export type Roles = { readonly swapped: boolean; readonly promoted: number }

/** 28 bits of the digest: with the last bit still far from the 32 that a table holds. */
const DIGEST_DIGITS = 7

export function rolesOf(stored: number): Roles {
  return { swapped: stored % 2 === 1, promoted: Math.floor(stored / 2) }
}

export function storedRoles({ swapped, promoted }: Roles): number {
  return promoted * 2 + (swapped ? 1 : 0)
}

/** Never 0, which is the number of an empty table. */
export function digestMark(digest: string): number {
  return Number.parseInt(digest.replace(/^sha256:/, '').slice(0, DIGEST_DIGITS), 16) || 1
}
