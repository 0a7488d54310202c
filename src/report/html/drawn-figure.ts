import type { FigureOf } from '../../judge/figure.ts'
import { barsFigure } from './figure-bars.ts'
import { curvesFigure } from './figure-curves.ts'
import type { Html } from './html.ts'

export type DrawnFigure = FigureOf<'curves'> | FigureOf<'bars'>

/** A figure that takes the plotting library. Heavy to import: import it where there is one. */
export function drawnFigure(figure: DrawnFigure): Html {
  return figure.kind === 'curves' ? curvesFigure(figure) : barsFigure(figure)
}
