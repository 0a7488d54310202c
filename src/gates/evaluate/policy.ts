import type * as z from 'zod'
import type { Limits } from '../../sources/scored-rows.ts'
import { duration } from '../section/duration.ts'
import { margin, sliceMargin } from '../section/margin.ts'
import { deferred, key, section } from '../section/section.ts'
import { share } from '../section/share.ts'
import { size } from '../section/size.ts'
import { identityOfSlice, slice } from '../section/slice.ts'
import { listOf, mapOf, oneOf, plainNumber, text, wholeNumber } from '../section/values.ts'

/** What is asked of one metric; all left out: it is reported and not judged. */
export const metricRule = section({
  margin: key(margin().optional(), {
    meaning:
      "Allowed worsening against the baseline, in the metric's unit, points (`0.5pp`) or, of metrics without a fixed range, a share.",
    example: '0.005',
    unit: 'margin',
    stricter: 'smaller',
  }),
  min: key(plainNumber().optional(), {
    meaning: 'Floor for the candidate, for metrics of which higher is better; no baseline needed.',
    example: '0.85',
    unit: "the metric's unit",
    stricter: 'larger',
  }),
  max: key(plainNumber().optional(), {
    meaning: 'Ceiling for the candidate, for metrics of which lower is better; no baseline needed.',
    example: '0.4',
    unit: "the metric's unit",
    stricter: 'smaller',
  }),
  'improve-by': key(margin().optional(), {
    meaning: 'The candidate must be proven better than the baseline by more than this.',
    example: '0.002',
    unit: 'margin',
    stricter: 'larger',
  }),
  'suspicious-above': key(margin().optional(), {
    meaning: 'Warns when the candidate is better by more than this: a leak of the label is likelier than such a gain.',
    example: '0.05',
    unit: 'margin',
    stricter: 'smaller',
  }),
  require: key(oneOf('proof', 'no-harm').optional(), {
    meaning:
      'What the overall check against the baseline asks for: `proof` that the worsening is below the margin, or `no-harm`: no proof that it is above. Slices, floors and ceilings are always `no-harm`; left out: `proof`.',
    example: 'no-harm',
    stricter: ['no-harm', 'proof'],
  }),
})

export const evaluateSection = deferred(() =>
  section({
    metrics: key(mapOf(text('the name of a metric'), metricRule, "a mapping of metrics' names to what is asked of them"), {
      meaning: "Metrics by scikit-learn's names. One with nothing below it is reported and not judged.",
      example: '{ roc_auc: { margin: 0.005 } }',
    }),
    slices: key(listOf(slice(), 'a list of slices', 0).prefault([]), {
      meaning:
        'Parts of the rows that are judged by themselves, by each metric that has a `margin`: columns, ranges of a number, conditions in SQL.',
      example: '[sex, { column: age, edges: [30, 45, 60] }, { name: new-hires, where: "tenure < 1" }]',
      stricter: { unionBy: identityOfSlice },
    }),
    'slice-margin': key(sliceMargin().prefault('2x'), {
      meaning: "Margin of slices: so many times the metric's own, or a margin for itself.",
      example: '2x',
      unit: 'multiple or margin',
      stricter: 'smaller',
    }),
    confidence: key(share({ atLeast: 50, atMost: 99.999 }).prefault('95%'), {
      meaning: 'Confidence of each one-sided bound.',
      example: '99%',
      unit: 'share',
      stricter: 'larger',
    }),
    'min-rows': key(wholeNumber({ atLeast: 2, atMost: 1_000_000_000 }).prefault(100), {
      meaning: 'With fewer independent rows (queries for ranking) a check is listed as not judged.',
      example: '200',
      unit: 'rows',
      stricter: 'base',
    }),
    'min-rarer-class': key(wholeNumber({ atLeast: 1, atMost: 1_000_000_000 }).prefault(20), {
      meaning: 'The same for rows of the rarer class, where the labels have two.',
      example: '50',
      unit: 'rows',
      stricter: 'base',
    }),
    'on-inconclusive': key(oneOf('block', 'warn').prefault('block'), {
      meaning: 'Whether a check that cannot tell blocks.',
      example: 'warn',
      stricter: ['warn', 'block'],
    }),
    anchor: key(text('a reference, `released` or `none`').prefault('released'), {
      meaning:
        'A second comparison, of each metric that has a `margin` and with twice that, against this model: many small allowed losses must not add up unseen. `none` switches it off.',
      example: 'released',
      unit: 'reference',
      stricter: 'base',
    }),
    'batch-size': key(wholeNumber({ atLeast: 1, atMost: 1_000_000 }).prefault(4096), {
      meaning: 'Rows of one run of the models, the same for all; models with dynamic quantisation answer by batch.',
      example: '1',
      unit: 'rows',
      stricter: 'base',
    }),
    'time-limit': key(duration({ atLeast: '1s', atMost: '1d' }).prefault('60s'), {
      meaning: 'Longest time for loading a model and for one batch; beyond it the model is stopped and the check is an error.',
      example: '5m',
      unit: 'time',
      stricter: 'smaller',
    }),
    'memory-limit': key(size({ atLeast: '128MiB' }).prefault('4GiB'), {
      meaning: 'Most memory of the process that runs the models.',
      example: '12GiB',
      unit: 'size',
      stricter: 'smaller',
    }),
    seed: key(wholeNumber({ atLeast: 0, atMost: 4_294_967_295 }).prefault(1), {
      meaning: 'Of the bootstrap: the same seed gives the same intervals.',
      example: '7',
      stricter: 'base',
    }),
    'bootstrap-resamples': key(wholeNumber({ atLeast: 2000, atMost: 1_000_000 }).prefault(2000), {
      meaning: 'Of metrics whose interval needs a bootstrap.',
      example: '10000',
      unit: 'resamples',
      stricter: 'larger',
    }),
  }).transform(({ batchSize, timeLimit, memoryLimit, ...rest }) => {
    const limits: Limits = { batchRows: batchSize, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit }
    return { ...rest, limits }
  }),
)

export type EvaluatePolicy = z.output<typeof evaluateSection>
export type MetricRule = z.output<typeof metricRule>
