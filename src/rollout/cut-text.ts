const MAX_TEXT = 1_000

/** Words from outside, short enough for a journal. */
export function cutText(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`
}
