import type { Figure, FigureOf } from '../../judge/figure.ts'
import { UndefinedMetric } from '../../metrics/metric.ts'
import type { Answers, BinarySample, MulticlassSample } from '../../metrics/sample.ts'
import { confusionFigures } from './figures-of-classes.ts'
import { curveFigures } from './figures-of-scores.ts'
import { regressionFigures } from './figures-of-values.ts'
import type { Measurement } from './sample.ts'

/** Both arms where both answered; a figure of the last release would be a third curve that nobody asked about. */
export type DrawnArm = { readonly arm: 'baseline' | 'candidate'; readonly name: string; readonly answers: Answers }

/**
 * What report.html draws of one model: never judged, and never a reason to fail. Ranking has no figure: its answers are right or wrong
 * only within a query.
 *
 * @param classes names in the order of the answers' columns
 */
export function figuresOf({ sample, arms }: Measurement, classes: readonly string[]): Figure[] {
  const drawn = (['baseline', 'candidate'] as const).flatMap((arm): DrawnArm[] => {
    const answers = arms[arm]
    return answers === undefined ? [] : [{ arm, name: arm, answers }]
  })
  switch (sample.task) {
    case 'binary-classification':
    case 'multiclass-classification':
      return [...whereDefined(() => curveFigures(sample, drawn)), ...confusionFigures(sample, drawn, classes)]
    case 'regression':
      return regressionFigures(sample, drawn)
    case 'ranking':
      return []
  }
}

export type ClassSample = BinarySample | MulticlassSample
export type Curve = FigureOf<'curves'>['series'][number]

/** Answers that are no probabilities have no calibration curve; the check that needs one says so, with its reason. */
function whereDefined(figures: () => Figure[]): Figure[] {
  try {
    return figures()
  } catch (error) {
    if (error instanceof UndefinedMetric) return []
    throw error
  }
}
