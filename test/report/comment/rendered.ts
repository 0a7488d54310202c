import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/**
 * As GitHub renders it before it sanitizes: raw HTML stays, so that a test sees whatever of it came from data. Entities of the text are
 * decoded as a browser does, since GitHub looks for mentions, issues and commits in the text that is shown.
 */
export function renderGfm(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, allowDangerousProtocol: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })
}

/** Every tag and hidden comment, in order, with attributes: what data must not change. */
export function skeletonOf(html: string): string {
  return [...html.matchAll(/<!--[\s\S]*?-->|<\/?[A-Za-z][^>]*>/g)].map(([tag]) => (tag.startsWith('<!--') ? '<!-- -->' : tag)).join('')
}

/** What a reader sees outside of code, one line a block. */
export function textOutsideCode(html: string): string {
  return decode(
    html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<pre>[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>/g, '\n')
      .replace(/<[^>]*>/g, '\n'),
  )
}

function decode(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/g, '&')
}
