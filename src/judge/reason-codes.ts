import { LIVE_REASONS } from './live-reasons.ts'

/** What a reason means and what to do about it; docs/reason-codes.md is generated from this list. */
export type Reason = { readonly meaning: string; readonly remedy: string }

/** The closed list: a verdict's `reasonCode` is that of its worst check, and no other word ever appears there. */
export const REASONS = {
  NOT_WORSE: { meaning: 'No check found the candidate worse than its margin allows.', remedy: 'Nothing to do.' },
  UNCHANGED: { meaning: 'Same model bytes, same data, same policy: nothing to compare.', remedy: 'Nothing to do.' },

  WORSE_THAN_MARGIN: {
    meaning: 'The candidate is worse than the baseline by more than the margin, at the demanded confidence.',
    remedy: 'Improve the model, or widen the margin in a reviewed change of the policy.',
  },
  OUTSIDE_LIMIT: {
    meaning: 'The candidate is below a floor (`min`) or above a ceiling (`max`), at the demanded confidence.',
    remedy: 'Improve the model; a limit is independent of the baseline.',
  },
  NOT_SUPERIOR: {
    meaning: '`improve-by` asks for a gain, and the gain is proven to be smaller.',
    remedy: 'Improve the model, or lower `improve-by`.',
  },
  CREEP: {
    meaning:
      'Against the anchor (the last released model, or the one that the policy names) the loss is more than it allows: many small losses have added up.',
    remedy: 'Win the loss back, or release a model on purpose to move the anchor.',
  },
  CANNOT_TELL: {
    meaning: 'The data allow neither "not worse than the margin" nor "worse than the margin".',
    remedy: 'Add what the check says would tell (rows, time or load), widen the margin, or set `on-inconclusive: warn`.',
  },
  LOSS_NOT_EXCLUDED: {
    meaning: 'The estimate is beyond the margin, but harm is not proven.',
    remedy: 'Look at the slice; more rows of it would tell.',
  },
  SUSPICIOUS_GAIN: {
    meaning: 'The gain is larger than `suspicious-above`: too good to be true.',
    remedy: 'Look for leaked labels or evaluation rows in the training data.',
  },
  TOO_FEW_ROWS: {
    meaning: 'Fewer rows than `min-rows`, or too few of the rarer class, for a judgement.',
    remedy: 'Add evaluation rows, or lower `min-rows`.',
  },
  NOTHING_JUDGED: {
    meaning: 'Not one check could be judged; a gate that judged nothing is never a pass.',
    remedy: 'Check the evaluation data and the policy: every check lacked rows or a baseline.',
  },
  NO_BASELINE: {
    meaning: 'There is no baseline model, so only floors and ceilings decided.',
    remedy: 'Expected for a first model; afterwards name one by `baseline`.',
  },
  NO_RELEASE: {
    meaning: 'Nothing has been released yet, so there is no anchor to compare with.',
    remedy: 'Nothing to do; the first rollout sets the anchor.',
  },
  POLICY_LOOSENED: {
    meaning: 'The pull request removes or loosens a rule of the base policy; the base rule still applied.',
    remedy: 'Merge the policy change by itself first.',
  },

  RULE_BROKEN: {
    meaning: 'A rule of the diff gate found a change that breaks somebody who reads the data or calls the model.',
    remedy: 'Undo the change, or waive it for a while in a reviewed change of the policy; docs/rules.md has an entry for each rule.',
  },
  RULE_WARNED: {
    meaning: 'A rule of the diff gate found a change that is risky.',
    remedy: 'Look at it; docs/rules.md says why it matters and how to waive it.',
  },

  METRIC_UNDEFINED: {
    meaning: 'The metric has no value on these rows (one class only, a zero denominator, …).',
    remedy: 'Give the data what the metric needs, or take the metric or the slice out of the policy.',
  },
  EMPTY_SLICE: {
    meaning: 'A declared slice has no rows in the evaluation data.',
    remedy: 'Correct the slice (column, edges, condition), or add rows of it.',
  },
  DATA_INVALID: {
    meaning: 'The evaluation data cannot be used: a missing column, a null, NaN or infinite value, a wrong type, no rows.',
    remedy: 'Mend the file at the row and column named.',
  },
  ROWS_DO_NOT_PAIR: {
    meaning: 'The rows of the arms, or of predictions and data, do not match one to one.',
    remedy: 'Set `data.id`, or write both from the same file.',
  },
  REFERENCE_NOT_FOUND: {
    meaning: 'A reference (path, git revision, URL, artifact) names nothing that can be fetched.',
    remedy: 'Correct the reference, or give the job the permission that the message names.',
  },
  DIGEST_MISMATCH: {
    meaning: 'What arrived is not the file that the digest names: it was changed, damaged or cut short.',
    remedy: 'Find out who changed the file; correct the digest only if the new file is meant.',
  },
  LFS_POINTER: {
    meaning: 'A Git LFS pointer stands where the file should be.',
    remedy: 'Set `lfs: true` on actions/checkout, or let Sluice fetch it with `contents: read`.',
  },
  MODEL_NOT_LOADED: {
    meaning: 'The runtime refuses the model: a damaged file, a newer opset, an unknown operator.',
    remedy: 'Export the model again for the runtime that the message names.',
  },
  MODEL_CRASHED: { meaning: 'The model ended its process.', remedy: 'Run the model on the batch that the message names.' },
  MODEL_TIMED_OUT: { meaning: 'The model did not answer a batch in time.', remedy: 'Raise `time-limit`, or find the loop.' },
  MODEL_OUT_OF_MEMORY: {
    meaning: 'The model asked for more memory than allowed.',
    remedy: 'Raise `memory-limit`, or lower `batch-size`.',
  },
  MODEL_READS_OUTSIDE: {
    meaning: 'The model names weights outside its own folder.',
    remedy: 'Do not trust the file; export the model with its weights beside it.',
  },
  RUNTIME_NOT_READY: {
    meaning: 'The native packages that run models and read data could not be installed or loaded.',
    remedy: 'Check the registry and the network, or prepare a folder and name it by `runtime`.',
  },
  OUTPUT_NOT_FINITE: {
    meaning: 'The model answered NaN or infinity.',
    remedy: 'Look at the row that the message names; such a model must not ship.',
  },
  OUTPUT_NOT_FOUND: { meaning: 'The model has no output that can be the score.', remedy: 'Name it by `output` in the policy.' },
  OUTPUT_NOT_PROBABILITY: {
    meaning: 'A classifier answered a number outside 0 to 1.',
    remedy: 'If these are logits, set `activation: sigmoid` or `activation: softmax` in the policy.',
  },
  INPUT_NOT_MATCHED: {
    meaning: 'An input of the model has no column in the data.',
    remedy: 'Map inputs to columns by `inputs` in the policy.',
  },
  LOCKFILE_UNREADABLE: {
    meaning: 'A lock file of what serves the model is damaged, or of a kind that nobody knows.',
    remedy: 'Write it again with its own tool, or correct `serving.lockfiles`.',
  },
  ANSWER_INVALID: {
    meaning: 'A command or an endpoint answered something that is no answer: no JSON, no number, or not one for each row.',
    remedy: 'Run it by hand on the rows that the message names; docs/commands-and-endpoints.md says what is expected.',
  },
  ENDPOINT_FAILED: {
    meaning: 'An endpoint could not be reached, or answered an error.',
    remedy: 'Check the address, its credentials and that it is ready before the gate begins.',
  },
  MODEL_CHANGED: {
    meaning: 'An endpoint answered in two versions of its model during one measurement.',
    remedy: 'Name a version in the address, and deploy nothing while it is measured.',
  },
  OVERLOADED: {
    meaning: 'At the declared rate more requests come than are answered, so that no latency can be told.',
    remedy: 'Lower `load.rate`, or serve with more instances.',
  },
  NOISY_RUNNER: {
    meaning: 'The machine is too noisy: that the same model differs from itself by more than the margin is not excluded.',
    remedy: 'Use a quieter or dedicated runner, a longer time budget, or a wider margin.',
  },
  BUDGET_TOO_SHORT: {
    meaning: 'Within the time budget, or the time of load, there were fewer rounds or calls than the check needs.',
    remedy:
      'Raise `time-budget`, or `load.duration` of a check under load, to what the message names, or take the check out of the policy.',
  },
  BATCH_REFUSED: {
    meaning: 'The model does not take calls of this many rows.',
    remedy: 'Export it with a dynamic batch dimension, or take the size out of `batch-sizes`.',
  },
  MACHINE_CHANGED: {
    meaning: 'Two parts of one comparison ran on different processors, or with different instructions.',
    remedy: 'Run both on one machine: times and int8 answers of different processors cannot be compared.',
  },
  MISSING_GATE: {
    meaning: 'A gate that the policy asks for has handed in no verdict.',
    remedy: 'Look at its job: it was skipped, cancelled, or its artifact is missing.',
  },
  VERDICT_UNREADABLE: {
    meaning: 'A verdict file is no verdict: no JSON, a newer format, too large, or a field that breaks the format.',
    remedy: 'Hand in the file as a gate wrote it, by the same version of Sluice in all jobs.',
  },
  USAGE_ERROR: {
    meaning: 'An input, or the policy, is wrong for this gate, so it could not begin.',
    remedy: 'Do what the message says; the other gates were judged nevertheless.',
  },
  ...LIVE_REASONS,

  INTERNAL_FAULT: {
    meaning: 'Sluice itself broke down in this gate; this says nothing about the model.',
    remedy: "Report it with the lines of the log and the output of 'sluice version'.",
  },
} as const satisfies Record<string, Reason>

export type ReasonCode = keyof typeof REASONS

export const REASON_CODES: readonly ReasonCode[] = Object.keys(REASONS).filter(isReasonCode)

/** For codes that come as text from a MeasurementError or a file. */
export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text)
}

/** docs/reason-codes.md. */
export function renderReasonCodes(): string {
  const rows = REASON_CODES.map((code) => `| \`${code}\` | ${REASONS[code].meaning} | ${REASONS[code].remedy} |`)
  return [
    '# Reason codes',
    '',
    'Every verdict and every check carries one of these; the list is closed. The reason of a verdict is that of its worst check.',
    '',
    '| code | meaning | what to do |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
