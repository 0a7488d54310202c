const MAX_TEXT = 1_000

/** Words from outside, short enough for a journal: at most `most` characters, the last of them an ellipsis where some are left out. */
export function cutText(text: string, most = MAX_TEXT): string {
  // Half a surrogate pair is no character.
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
