/**
 * Every input of every command, once: an action's input, a flag of the same name and a property of what the command receives
 * all come from here, and a contract test holds each action.yml equal to it.
 */
export type CommandName =
  | 'gate'
  | 'evaluate'
  | 'diff'
  | 'benchmark'
  | 'report'
  | 'rollout'
  | 'rollback'
  | 'status'
  | 'abort'
  | 'hold'
  | 'resume'
  | 'comment'
  | 'approve'
  | 'explain'
  | 'replay'
  | 'backtest'
  | 'export'
  | 'plan'
  | 'policy'
  | 'init'
  | 'doctor'
  | 'target'
  | 'version'

export type InputDefinition = {
  readonly description: string
  readonly commands: readonly CommandName[]
  /** Value when not given; without it the command receives null. */
  readonly default?: string
  /** Default that only GitHub's expressions can give, in action.yml only. */
  readonly actionDefault?: string
  readonly choices?: readonly string[]
  /** On a command line it may stand without its flag, in the order of the registry. */
  readonly operand?: true
  /** What it means on a command line without a value. */
  readonly bare?: string
  /** A switch without a value; flags only, no action has it. */
  readonly flag?: true
  /** Masked in the log and kept out of the environment of child processes. */
  readonly secret?: true
}

/** The whole gate, and each of its gates alone. */
export const GATES = ['gate', 'evaluate', 'diff', 'benchmark'] as const
/** All that read or write a rollout's journal. */
const OF_A_ROLLOUT = ['rollout', 'rollback', 'status', 'abort', 'hold', 'resume', 'approve', 'explain', 'replay'] as const

export const INPUTS = {
  reference: {
    description: 'A data set or ONNX model that another is compared with, without any policy; goes with `current`.',
    commands: ['diff'],
    operand: true,
  },
  current: { description: 'The data set or ONNX model that is compared with `reference`.', commands: ['diff'], operand: true },
  action: {
    description: '`test` holds a program to the contract of targets; it moves whatever traffic the program moves.',
    commands: ['target'],
    operand: true,
    choices: ['test'],
  },
  program: { description: 'The program, with its arguments in one pair of quotes.', commands: ['target'], operand: true },
  document: {
    description:
      '`alerts`: alerting rules of Prometheus from the guardrails of all models; `alertmanager`: routes and receivers that send them to GitHub as `repository_dispatch`; `passport`: verdicts, approvals and canary evidence of a promoted model (docs/passport.md).',
    commands: ['export'],
    operand: true,
    choices: ['alerts', 'alertmanager', 'passport'],
  },
  repository: {
    description: 'Repository whose workflows the alerts start, as `owner/name`; by default that of the remote `origin`.',
    commands: ['export'],
  },
  relay: {
    description: 'Address of docs/alertmanager-relay.mjs, for an Alertmanager older than 0.32, which has no `payload`.',
    commands: ['export'],
  },
  recording: {
    description: 'CSV of counts per release, window and arm (docs/backtest.md).',
    commands: ['backtest'],
    operand: true,
  },
  releases: {
    description:
      'CSV of releases (`release`, `at`, and `until`, `truth`, `canary` where known) whose counts the Prometheus of the policy still has; instead of `recording`.',
    commands: ['backtest'],
  },
  policy: {
    description: 'The policy file.',
    commands: ['report', ...GATES, ...OF_A_ROLLOUT, 'comment', 'backtest', 'export', 'plan', 'policy', 'init', 'doctor'],
    default: 'sluice.yml',
  },
  model: {
    description: "A model's name in the policy; all of them when left out.",
    commands: ['report', ...GATES, ...OF_A_ROLLOUT, 'backtest', 'export', 'plan', 'policy'],
  },
  'one-arm': {
    description:
      'What a release that went live all at once is compared with: `split` deals its own requests into two arms and tells of false alarms only; `before` takes the old model’s windows `lag` earlier, which are other minutes.',
    commands: ['backtest'],
    default: 'refuse',
    choices: ['refuse', 'split', 'before'],
  },
  lag: { description: 'With `--one-arm before`: how much earlier.', commands: ['backtest'], default: '1d' },
  every: {
    description: 'Time between two ticks, such as `5m`; by default after each window, as a watching job does.',
    commands: ['backtest'],
  },
  repeats: { description: 'Runs of each release: which requests a share gets is drawn.', commands: ['backtest'], default: '10' },
  seed: { description: 'Of the draws; the same one gives the same answer.', commands: ['backtest'], default: '1' },
  'save-journals': {
    description: 'Folder for a journal of each release, for `sluice explain --journal` and `sluice replay --journal`.',
    commands: ['backtest'],
  },
  candidate: {
    description: 'Reference of the candidate model; by default what the event brings (the checkout, in a pull request).',
    commands: [...GATES, 'rollout', 'plan'],
  },
  baseline: {
    description: 'Reference of the baseline model; by default what the event compares with (the base commit, in a pull request).',
    commands: [...GATES, 'plan'],
  },
  'evaluation-data': {
    description: "Reference of the evaluation data, instead of the policy's `data.evaluation`.",
    commands: [...GATES, 'plan'],
  },
  'save-flips': {
    description: 'Also write the rows that went from right to wrong and back.',
    commands: ['gate', 'evaluate'],
    default: 'none',
    choices: ['none', 'parquet', 'csv'],
  },
  verdict: {
    description:
      'Verdicts of the offline gates on this very model: files, folders, globs or `artifact:<name or glob>` of this run. By default `artifact:sluice*` on a runner, else the folder `out`.',
    commands: ['rollout'],
  },
  journal: {
    description:
      'Where the rollout is recorded: `git` (a ref of the remote), or the path of a file. By default git in a repository with a remote, else `.sluice/<model>.<environment>.jsonl`.',
    commands: [...OF_A_ROLLOUT, 'comment', 'export'],
    default: 'auto',
  },
  watch: {
    description: 'How long this call keeps ticking, such as `20m`; `0s` for one tick. By default 20 minutes after each rise of the share.',
    commands: ['rollout'],
  },
  to: {
    description: 'SHA-256 of the model to go back to after a finished rollout; by default the one that was live before it.',
    commands: ['rollback'],
  },
  digest: {
    description: 'With `passport`: SHA-256 of the promoted model; by default the one that was promoted last and stands.',
    commands: ['export'],
  },
  arm: {
    description:
      'For alerts: take back only where this arm, as `telemetry.arms` calls it, serves the candidate of an open rollout; else nothing is done, with exit code 0.',
    commands: ['rollback'],
  },
  request: { description: 'The id of the request, as it was announced.', commands: ['approve'] },
  claim: {
    description:
      '`true` in the job before the protected one: this run is the one that waits for the request, so that its reviewers answer it. One run a request, and its first attempt.',
    commands: ['approve'],
    default: 'false',
    choices: ['false', 'true'],
    bare: 'true',
  },
  why: { description: 'The reason, for the journal.', commands: ['rollback', 'abort', 'hold', 'resume'] },
  format: {
    description: '`markdown`: what is live, since when, by whose approval and on which evidence, as a block for a README.',
    commands: ['status'],
    default: 'text',
    choices: ['text', 'markdown'],
  },
  update: {
    description: 'Markdown file in which the block between `<!-- sluice:status -->` and `<!-- /sluice:status -->` is renewed.',
    commands: ['status'],
  },
  badge: {
    description: 'JSON file to write for a badge of shields.io (`https://img.shields.io/endpoint?url=…`); of one model.',
    commands: ['status'],
  },
  restart: { description: 'Roll the same model out again, although its rollout is finished.', commands: ['rollout'], flag: true },
  out: {
    description: 'Folder for verdicts and reports.',
    commands: ['report', ...GATES, 'rollout', 'rollback', 'abort', 'approve', 'comment'],
    default: 'sluice-out',
  },
  verdicts: {
    description:
      'Verdicts to report: files, folders, globs or `artifact:<name or glob>` of this run, one a line or separated by commas. By default the folder `out`; in a `workflow_run` event `artifact:sluice*` of the run that triggered.',
    commands: ['report'],
  },
  comment: {
    description: 'Whether to keep a comment on the pull request.',
    commands: ['report', 'gate'],
    default: 'auto',
    choices: ['auto', 'never'],
  },
  check: {
    description: 'Whether to add a check run with annotations.',
    commands: ['report', 'gate'],
    default: 'auto',
    choices: ['auto', 'never'],
  },
  'check-name': {
    description: 'Name of the check run; reports with different names keep different comments.',
    commands: ['report', 'gate'],
    default: 'Sluice',
  },
  runtime: {
    description: 'Prepared folder with the native packages, for runners without a package registry.',
    commands: [...GATES, 'plan', 'init', 'doctor'],
  },
  'github-token': {
    description:
      'Token for GitHub. Gates read with it what the checkout lacks (`contents: read`); a report comments with it (`pull-requests: write`) and adds a check run (`checks: write`).',
    commands: ['report', ...GATES, ...OF_A_ROLLOUT, 'comment', 'export', 'plan', 'doctor'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax, not JavaScript's.
    actionDefault: '${{ github.token }}',
    secret: true,
  },
  'model-file': {
    description: 'Path or glob of the models to declare, each for itself; by default one of each that have the same inputs and outputs.',
    commands: ['init'],
  },
  'data-file': { description: 'The file of rows with labels to evaluate on; by default the one that fits best.', commands: ['init'] },
  label: { description: 'The column with the true value.', commands: ['init'] },
  'positive-label': { description: 'The label that the score is the probability of.', commands: ['init'] },
  task: {
    description: 'What the model answers; by default what its outputs and the labels say.',
    commands: ['init'],
    default: 'guess',
    choices: ['guess', 'binary-classification', 'multiclass-classification', 'regression', 'ranking'],
  },
  sweep: {
    description: 'Judge nothing: try batch sizes, threads, instances and graph optimisations, and say which setting is best.',
    commands: ['benchmark'],
    flag: true,
  },
  variants: {
    description: 'With `--sweep`: more models to set beside the candidate (fp16, int8), one a line or separated by commas.',
    commands: ['benchmark'],
  },
  'dry-run': { description: 'Print what would be written, and write nothing.', commands: ['init'], flag: true },
  force: { description: 'Replace files that are there.', commands: ['init'], flag: true },
  'settle-time': { description: 'Longest time from a write to its being served.', commands: ['target'], default: '10s' },
  'lease-time': {
    description: 'Length of the leases that are left to run out, where the target has them.',
    commands: ['target'],
    default: '10s',
  },
  'time-limit': { description: 'Longest time of one answer.', commands: ['target'], default: '30s' },
  promote: { description: 'Also try two promotions, which exchange the arms and take that back.', commands: ['target'], flag: true },
  json: {
    description: 'Print JSON instead of the report.',
    commands: ['report', ...GATES, ...OF_A_ROLLOUT, 'backtest', 'export', 'plan', 'policy', 'init', 'doctor', 'target', 'version'],
    flag: true,
  },
} as const satisfies Record<string, InputDefinition>

export type InputName = keyof typeof INPUTS

/** The inputs that a command takes, in the registry's order. */
export function inputsOf(command: CommandName): [name: InputName, input: InputDefinition][] {
  const all: [string, InputDefinition][] = Object.entries(INPUTS)
  return all.filter((entry): entry is [InputName, InputDefinition] => entry[1].commands.includes(command))
}

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name

type ValueOf<Input> = Input extends { flag: true }
  ? boolean
  : Input extends { choices: readonly (infer Choice)[] }
    ? Choice | (Input extends { default: string } ? never : null)
    : Input extends { default: string }
      ? string
      : string | null

/** What a command receives: `evaluation-data` arrives as `evaluationData`. */
export type InputsOf<Command extends CommandName> = {
  readonly [Name in InputName as Command extends (typeof INPUTS)[Name]['commands'][number] ? CamelCase<Name> : never]: ValueOf<
    (typeof INPUTS)[Name]
  >
}
