import { type CommandName, GATES } from './inputs.ts'

/** Every output of every action. */
export const OUTPUTS = {
  verdict: {
    description: '`pass`, `warn`, `inconclusive`, `fail` or `error`: the worst over all models.',
    commands: ['report', ...GATES, 'rollout', 'rollback', 'abort', 'approve'],
  },
  'reason-code': {
    description: 'Why, as one code of a closed list (docs/reason-codes.md).',
    commands: ['report', ...GATES, 'rollout', 'rollback', 'abort', 'approve'],
  },
  'verdict-file': {
    description: 'Path of the verdict; with several models, of the worst.',
    commands: ['report', ...GATES, 'rollout', 'rollback', 'abort', 'approve'],
  },
  'report-file': {
    description: 'Path of the report in Markdown.',
    commands: ['report', ...GATES, 'rollout', 'rollback', 'abort', 'approve'],
  },
  'cost-per-million-usd': {
    description: 'Cost of a million predictions of the candidate; of the costliest model.',
    commands: ['benchmark'],
  },
  'comment-url': { description: 'Address of the comment, where there is one.', commands: ['report', 'gate', 'comment'] },
  'rollout-id': { description: 'Names the rollout.', commands: ['rollout', 'rollback', 'abort', 'hold', 'resume', 'approve'] },
  state: {
    description: 'Where it is: a state of docs/operations.md, or `none`.',
    commands: ['rollout', 'rollback', 'abort', 'hold', 'resume', 'approve'],
  },
  weight: {
    description: 'Share of the traffic that the canary has, in percent, as read back.',
    commands: ['rollout', 'rollback', 'abort', 'hold', 'resume', 'approve'],
  },
  step: { description: 'Number of the step, from 1; 0 before the first.', commands: ['rollout', 'rollback', 'abort', 'approve'] },
  'next-tick-at': {
    description: 'When the next tick is due; empty when it is finished.',
    commands: ['rollout', 'rollback', 'abort', 'approve'],
  },
  'check-url': { description: 'Address of the check run, where there is one.', commands: ['report', 'gate'] },
  passports: {
    description:
      'Models that this very call promoted, as a JSON list of `name`, `digest`, `file` and `predicate` (docs/passport.md); empty when there is none.',
    commands: ['rollout'],
  },
  decision: {
    description:
      '`approved`: the share has risen; `refused`; `void`: what was asked holds no longer; `waiting`: nobody whose answer counts has given one.',
    commands: ['approve'],
  },
} as const satisfies Record<string, { readonly description: string; readonly commands: readonly CommandName[] }>

export type OutputName = keyof typeof OUTPUTS
