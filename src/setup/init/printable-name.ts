const MOST_CHARS = 400

/** Text from files on a terminal's line: nothing that moves the cursor, hides or reorders. */
export function printableName(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')
  return line.length > MOST_CHARS ? `${line.slice(0, MOST_CHARS - 1)}…` : line
}
