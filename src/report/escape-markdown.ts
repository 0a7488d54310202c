/** Longest name shown, in characters: a column, a slice, a reference. */
export const MAX_NAME_CHARS = 200

/** Separates what GitHub would link or translate, without showing. It is added after the text's own invisible characters are gone. */
const BREAK = '\u200B'

/** Control, invisible, text-direction and broken characters (Unicode Cc, Cf, Cs, Co) can hide or reorder what a reader sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu

/**
 * Text that came from a model, a column, a slice or a file, made fit for a Markdown paragraph, list item or table cell: it shows
 * as it is and nothing in it is markup, a link, an image, a mention, an issue, an emoji code or a new line.
 */
export function escapeMarkdown(hostile: string, maxChars = MAX_NAME_CHARS): string {
  const markdown = oneLine(hostile, maxChars)
    .replace(/[\\`*[\]|~$]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
  return separated(markdown, '\\')
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
}

/** For text inside of a tag (`<summary>`), where Markdown is not read but mentions, issues and commits still are. */
export function escapeHtmlText(hostile: string, maxChars = MAX_NAME_CHARS): string {
  return separated(oneLine(hostile, maxChars).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'), '')
}

/** Inline code, in which nothing is markup; the fence is longer than any run of backticks inside. */
export function codeSpan(hostile: string, maxChars = MAX_NAME_CHARS): string {
  const text = oneLine(hostile, maxChars)
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}

/** Text that stands between other Markdown: blanks at its ends, which escaping takes off, part it from that. */
export function escapeBetween(hostile: string, maxChars = MAX_NAME_CHARS): string {
  if (hostile.trim() === '') return hostile === '' ? '' : ' '
  return `${/^\s/.test(hostile) ? ' ' : ''}${escapeMarkdown(hostile, maxChars)}${/\s$/.test(hostile) ? ' ' : ''}`
}

/** Lines in a fence that none of them can end; in it nothing is markup, a mention or an issue. Of too many lines the last ones are kept. */
export function codeBlock(hostile: string, maxLines: number, maxChars = MAX_NAME_CHARS): string {
  const lines = hostile.trimEnd().split(/\r?\n/)
  const kept = lines.slice(-maxLines).map((line) => columnsOf(line, maxChars))
  const cut = lines.length > maxLines ? [`… ${lines.length - maxLines} lines before`] : []
  const longest = Math.max(2, ...kept.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...cut, ...kept, fence].join('\n')
}

/** With its blanks, which make columns. */
function columnsOf(line: string, maxChars: number): string {
  const clean = line
    .slice(0, maxChars * 2 + 2)
    .replace(/[\t\p{Zl}\p{Zp}]/gu, ' ')
    .replace(INVISIBLE, '')
    .trimEnd()
  const characters = Array.from(clean)
  return characters.length <= maxChars ? clean : `${characters.slice(0, maxChars - 1).join('')}…`
}

/** For a terminal or a runner's log: no escape sequence, and no workflow command wherever in a line it stands. */
export function plainText(hostile: string, maxChars = MAX_NAME_CHARS): string {
  return oneLine(hostile, maxChars)
    .replace(/:(?=:)/g, `:${BREAK}`)
    .replace(/##(?=\[)/g, `##${BREAK}`)
}

/** Parts what GitHub would make a mention, an issue, an emoji, an address or a commit. @param hashEscape stands before a `#` */
function separated(text: string, hashEscape: '' | '\\'): string {
  return text
    .replace(/@/g, `@${BREAK}`)
    .replace(/#/g, `${hashEscape}#${BREAK}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${BREAK}`)
    .replace(/:(?=\/\/|[a-z0-9_+-]+(?::|$))/gi, `:${BREAK}`)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}${BREAK}.`)
    .replace(HEX_WORD, (word) => word.replace(/.{6}(?=.)/g, `$&${BREAK}`))
}

/** What GitHub may take for a commit: 7 to 40 hex digits by themselves. Parts of six are too short. */
const HEX_WORD = /(?<![A-Za-z0-9])[0-9a-f]{7,40}(?![A-Za-z0-9])/gi

/** Cut by whole characters, so that no half of a pair is left. */
export function oneLine(hostile: string, maxChars: number): string {
  // Twice as many code units as characters wanted hold them all; a text of megabytes is not walked through.
  const clean = hostile
    .slice(0, maxChars * 2 + 2)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(INVISIBLE, '')
    .trim()
  const characters = Array.from(clean)
  if (characters.length === 0) return '(empty)'
  if (characters.length <= maxChars && hostile.length <= maxChars * 2 + 2) return clean
  return `${characters.slice(0, maxChars - 1).join('')}…`
}
