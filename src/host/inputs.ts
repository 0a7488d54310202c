/**
 * Every input of every command, once: an action's input, a flag of the same name and a property of what the command receives
 * all come from here, and a contract test holds each action.yml equal to it.
 */
export type CommandName = 'gate' | 'evaluate' | 'plan' | 'policy' | 'version'

export type InputDefinition = {
  readonly description: string
  readonly commands: readonly CommandName[]
  /** Value when not given; without it the command receives null. */
  readonly default?: string
  /** Default that only GitHub's expressions can give, in action.yml only. */
  readonly actionDefault?: string
  readonly choices?: readonly string[]
  /** A switch without a value; flags only, no action has it. */
  readonly flag?: true
  /** Masked in the log and kept out of the environment of child processes. */
  readonly secret?: true
}

export const INPUTS = {
  policy: { description: 'The policy file.', commands: ['gate', 'evaluate', 'plan', 'policy'], default: 'sluice.yml' },
  model: {
    description: "A model's name in the policy; all of them when left out.",
    commands: ['gate', 'evaluate', 'plan', 'policy'],
  },
  candidate: {
    description: 'Reference of the candidate model; by default what the event brings (the checkout, in a pull request).',
    commands: ['gate', 'evaluate', 'plan'],
  },
  baseline: {
    description: 'Reference of the baseline model; by default what the event compares with (the base commit, in a pull request).',
    commands: ['gate', 'evaluate', 'plan'],
  },
  'evaluation-data': {
    description: "Reference of the evaluation data, instead of the policy's `data.evaluation`.",
    commands: ['gate', 'evaluate', 'plan'],
  },
  'save-flips': {
    description: 'Also write the rows that went from right to wrong and back.',
    commands: ['gate', 'evaluate'],
    default: 'none',
    choices: ['none', 'parquet', 'csv'],
  },
  out: { description: 'Folder for verdicts and reports.', commands: ['gate', 'evaluate'], default: 'sluice-out' },
  runtime: {
    description: 'Prepared folder with the native packages, for runners without a package registry.',
    commands: ['gate', 'evaluate', 'plan'],
  },
  'github-token': {
    description: 'Token that reads what the checkout lacks; `contents: read` is enough.',
    commands: ['gate', 'evaluate', 'plan'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax, not JavaScript's.
    actionDefault: '${{ github.token }}',
    secret: true,
  },
  json: {
    description: 'Print JSON instead of the report.',
    commands: ['gate', 'evaluate', 'plan', 'policy', 'version'],
    flag: true,
  },
} as const satisfies Record<string, InputDefinition>

/** Every output of every action. */
export const OUTPUTS = {
  verdict: {
    description: '`pass`, `warn`, `inconclusive`, `fail` or `error`: the worst over all models.',
    commands: ['gate', 'evaluate'],
  },
  'reason-code': { description: 'Why, as one code of a closed list (docs/reason-codes.md).', commands: ['gate', 'evaluate'] },
  'verdict-file': { description: 'Path of the verdict; with several models, of the worst.', commands: ['gate', 'evaluate'] },
  'report-file': { description: 'Path of the report in Markdown.', commands: ['gate', 'evaluate'] },
} as const satisfies Record<string, { readonly description: string; readonly commands: readonly CommandName[] }>

export type InputName = keyof typeof INPUTS
export type OutputName = keyof typeof OUTPUTS

/** The inputs that a command takes, in the registry's order. */
export function inputsOf(command: CommandName): [name: InputName, input: InputDefinition][] {
  const all: [string, InputDefinition][] = Object.entries(INPUTS)
  return all.filter((entry): entry is [InputName, InputDefinition] => entry[1].commands.includes(command))
}

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name

type ValueOf<Input> = Input extends { flag: true }
  ? boolean
  : Input extends { choices: readonly (infer Choice)[] }
    ? Choice
    : Input extends { default: string }
      ? string
      : string | null

/** What a command receives: `evaluation-data` arrives as `evaluationData`. */
export type InputsOf<Command extends CommandName> = {
  readonly [Name in InputName as Command extends (typeof INPUTS)[Name]['commands'][number] ? CamelCase<Name> : never]: ValueOf<
    (typeof INPUTS)[Name]
  >
}
