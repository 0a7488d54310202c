import { type Html, html } from './html.ts'
import { ARMS } from './ink.ts'

type Legend = { readonly name: string } & (
  | { readonly arm: keyof typeof ARMS | 'reference' }
  | { readonly color: string; readonly dash: string }
)

/** Every figure: its title, how to read it, and what it shows. */
export function captioned(title: string, caption: string, body: Html, extent: 'cell' | 'whole' = 'cell'): Html {
  const note = caption === '' ? null : html`<p>${caption}</p>`
  return html`<figure class="${extent}"><figcaption><h4>${title}</h4>${note}</figcaption>${body}</figure>
`
}

/** Colour and stroke of each series, in words; the swatches only repeat what the lines show. */
export function legendOf(series: readonly Legend[]): Html {
  const items = series.map((one) => {
    const { color, dash } = 'color' in one ? one : one.arm === 'reference' ? { color: 'var(--muted)', dash: '2 3' } : ARMS[one.arm]
    return html`<li><svg width="26" height="10" aria-hidden="true"><line x1="1" x2="25" y1="5" y2="5" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash}"/></svg>${one.name}</li>`
  })
  return html`<ul class="legend">${items}</ul>`
}

export function numbersTable(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  const cells = rows.map((row) => html`<tr>${row.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`)
  return html`<div><table><caption>${caption}</caption><thead><tr>${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}</tr></thead><tbody>${cells}</tbody></table></div>`
}

/** A table that may be wider than the page scrolls by itself, also by keyboard. */
export function scrollable(label: string, table: Html): Html {
  return html`<div class="wide" role="region" tabindex="0" aria-label="${label}">${table}</div>`
}
