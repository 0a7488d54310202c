import { oneLine } from '../escape-markdown.ts'

/** Markup that is safe to stand in a page. Only `html` makes it, and `trusted` from what Sluice's own code wrote. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Part = Html | string | number | null | readonly Part[]

/** Longest text shown, in characters. */
const MAX_TEXT_CHARS = 1_000

/**
 * A template whose values are text, whatever they hold, unless they are markup made the same way. No value may stand outside a
 * quoted attribute or the content of an element; null is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + (index < values.length ? render(values[index] ?? null) : '')).join(''))
}

/** Markup without a value from outside: our style sheet, and drawings that the plotting library serialised. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

/** Without control, invisible and text-direction characters, which could hide or reorder what a reader sees. */
export function shown(hostile: string, maxChars = MAX_TEXT_CHARS): string {
  return oneLine(hostile, maxChars)
}

/** Without the backticks that reports put around code: as elements they would be made by whoever wrote what stands between them. */
export function withoutBackticks(text: string): string {
  return shown(text).replaceAll(/`([^`]+)`/g, '$1')
}

function render(part: Part): string {
  if (part === null) return ''
  if (part instanceof Html) return part.markup
  if (typeof part === 'object') return part.map(render).join('')
  return escaped(typeof part === 'number' ? String(part) : part === '' ? '' : shown(part))
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '')
}
