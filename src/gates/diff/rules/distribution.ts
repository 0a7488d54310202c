import type { Rule } from './rule.ts'

/** Values of two data sets. */
export const DISTRIBUTION_RULES = {
  DRIFT: {
    title: 'The distribution of a column moved',
    severity: 'judged',
    example: '`age`: Kolmogorov–Smirnov distance 0.19 (0.17–0.21), allowed 0.1.',
    why: 'A model is only known to be good on data like those it was evaluated on.',
    remedy: 'Find out what changed upstream. Retrain or evaluate on the new data if the change is real; mend the pipeline if it is not.',
  },
  NULL_RATE_JUMP: {
    title: 'More values are missing (null, NaN or infinite)',
    severity: 'judged',
    example: '`hours_per_week`: 8 % nulls, none in the reference, allowed 2 points more.',
    why: 'Missing values are filled by defaults that the model has hardly seen, and nothing crashes.',
    remedy: 'Look for a broken join or a source that stopped delivering.',
  },
  ENUM_VALUE_ADDED: {
    title: 'A category is new',
    severity: 'risky',
    breaks: ['forward'],
    example: '3 % of `workclass` is the new value `Gig-platform`. In the label column it is breaking.',
    why: 'Live models have never seen it: encoders map it to nothing, or to a wrong bucket.',
    remedy: 'Map it upstream, or retrain with it; rare values that honest samples gain and lose are not reported.',
  },
  ENUM_VALUE_REMOVED: {
    title: 'A category vanished',
    severity: 'risky',
    example: 'No row has `marital_status` = `Widowed` any more; 3 % had it.',
    why: 'A filter or a renamed value upstream usually stands behind it, and the evaluation no longer covers the group.',
    remedy: 'Find the filter, or confirm that the group is gone on purpose.',
  },
  RANGE_WIDENED: {
    title: 'Values lie far outside the range seen before',
    severity: 'risky',
    example: '`hours_per_week` reaches 5,940, at most 99 in the reference.',
    why: 'Models extrapolate badly, and such values are mostly errors of unit or of parsing.',
    remedy: 'Look at the rows; clip or correct them upstream.',
  },
  RANGE_NARROWED: {
    title: 'Values no longer reach where they did',
    severity: 'info',
    example: '`hours_per_week` ends at 60 now, at 99 in the reference.',
    why: 'A clip or a filter upstream looks like this; the model is asked less than it can answer.',
    remedy: 'Nothing to do if it is meant.',
  },
  UNIT_OR_SEMANTICS_CHANGED: {
    title: 'A column looks like the same quantity in another unit, or declares one',
    severity: 'risky',
    example:
      'All quantiles of `hours_per_week` are 60 times as large: minutes instead of hours. Or the field’s metadata declare another unit (`EUR` → `USD`); another description is listed as info.',
    why: 'The schema is the same and nothing crashes, but every prediction is wrong.',
    remedy: 'Restore the unit, or rename the column and retrain.',
  },
  DEPENDENCE_CHANGED: {
    title: 'Two columns no longer go together as they did',
    severity: 'judged',
    example: '`education` and `education_num`: change of dependence 0.41, allowed 0.1, and each by itself is as it was.',
    why: 'Rows that were joined by a wrong key, or columns that were sorted apart, keep every distribution and lose all meaning.',
    remedy: 'Look at the joins. Judged where the policy has `diff.drift.pairs`, else reported.',
  },
  DATA_STALE: {
    title: 'The data are older than they may be',
    severity: 'risky',
    example:
      'The newest `recorded_at` is 31 days older than the reference’s. Breaking where it is older than `diff.drift.freshness` allows.',
    why: 'A source that stopped delivering leaves data that look perfectly well.',
    remedy: 'Find the load that stopped; set `data.time` and `diff.drift.freshness` to what the model needs.',
  },
  UNIQUE_OR_KEY_CHANGED: {
    title: 'A column that named rows repeats',
    severity: 'breaking',
    example: '`row_id` was unique; now 12 of 4,000 values are copies.',
    why: 'Joins by it multiply rows, and rows of one id are counted as independent.',
    remedy: 'Remove the copies, or name another key.',
  },
  ROWCOUNT_DROP: {
    title: 'Far fewer rows',
    severity: 'risky',
    example: '30 % of the rows of the reference are left.',
    why: 'A load that broke off looks like a small data set.',
    remedy: 'Check the extraction; if it is meant, waive it once.',
  },
  ROWCOUNT_JUMP: {
    title: 'Far more rows',
    severity: 'risky',
    example: '2.4 times the rows of the reference.',
    why: 'A join that multiplies rows looks like growth.',
    remedy: 'Check for repeated rows; if it is meant, waive it once.',
  },
  DUPLICATE_OR_LEAK: {
    title: 'Rows are copies, stand in the training data too, or contradict each other in the label',
    severity: 'judged',
    example: '30 % of the evaluation rows are rows of the training data; by chance it would be 0.1 %.',
    why: 'A model has seen the answers: its evaluation says nothing about new rows. Copies make an evaluation look surer than it is.',
    remedy: 'Split again by an id that never changes, and remove the copies.',
  },
} as const satisfies Record<string, Rule>
