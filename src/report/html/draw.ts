import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type Html, trusted } from './html.ts'

/** The one document that drawings are made in; nothing of a drawing stays in it. */
const { document } = parseHTML('<!doctype html><html><body></body></html>')

/** In the drawing's own pixels, which are nearly the screen's. */
const FONT_SIZE = '12'

/**
 * A drawing as SVG without styles, scripts or identifiers.
 *
 * @param description what it shows, for those who do not see it
 */
export function draw(options: PlotOptions, description: string): Html {
  const svg = plot({ ...options, document, className: 'drawing' })
  svg.setAttribute('font-size', FONT_SIZE)
  svg.querySelector('style')?.remove()
  // Each group of marks has its own label; inside one image they would only be noise.
  for (const group of svg.querySelectorAll('[aria-label]')) group.removeAttribute('aria-label')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', description)
  return trusted(rounded(svg.outerHTML))
}

/** Hundredths of a pixel do for every screen. Only numbers of drawings are this long. */
function rounded(svg: string): string {
  return svg.replace(/(?<=[\d.,( "MLHVAC-])-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
}
