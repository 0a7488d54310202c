import type { FigureOf } from '../../judge/figure.ts'
import { barsFigure } from './figure-bars.ts'
import { curvesFigure } from './figure-curves.ts'
import { timelineFigure } from './figure-timeline.ts'
import type { Html } from './html.ts'

export type DrawnFigure = FigureOf<'curves'> | FigureOf<'bars'> | FigureOf<'timeline'>

/** A figure that takes the plotting library. Heavy to import: import it where there is one. */
export function drawnFigure(figure: DrawnFigure): Html {
  switch (figure.kind) {
    case 'curves':
      return curvesFigure(figure)
    case 'bars':
      return barsFigure(figure)
    case 'timeline':
      return timelineFigure(figure)
  }
}
