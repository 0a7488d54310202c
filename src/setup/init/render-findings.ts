import { formatCount } from '../../judge/format-number.ts'
import type { ModelFacts, ValueFacts } from '../../sources/onnx/model-facts.ts'
import type { FoundModel } from './found-models.ts'
import type { FoundTable } from './found-tables.ts'
import type { Guess } from './guess.ts'
import type { Findings } from './inspect.ts'
import { printableName } from './printable-name.ts'
import { holesOf } from './proposal.ts'
import type { Trial } from './trial.ts'

/** A repository of hundreds of files is listed as far as one screen. */
const MOST_LISTED = 12
const MOST_INPUTS = 4
const LABEL_COLUMNS = 15

/** What was found, what was guessed from it and what is still missing, for a terminal. */
export function renderFindings(findings: Findings, trials: readonly Trial[], leftOut: readonly string[]): string[] {
  return [
    `Looked at ${formatCount(findings.files)} files${findings.isCut ? ' and stopped there: the repository has more (name what was missed by --model-file and --data-file)' : ''}.`,
    '',
    'Found',
    ...listed(findings.models.map(describeModel)),
    ...findings.unreadModels.map(
      ({ path, problem }) => `  ${printableName(path)}  cannot be read: ${printableName(problem.message)}. ${problem.remedy}`,
    ),
    ...listed(findings.tables.map(describeTable)),
    ...listed(
      findings.unreadTables.map(
        ({ path, problem }) => `  ${printableName(path)}  cannot be read: ${printableName(problem.message)}. ${problem.remedy}`,
      ),
    ),
    ...findings.foreign.map(
      ({ path, format }) =>
        `  ${printableName(path)}  not loaded by Sluice (${format}): export it to ONNX, or write its predictions to a file`,
    ),
    ...trials.flatMap((trial) => ['', ...describeTrial(trial)]),
    ...(leftOut.length === 0
      ? []
      : [
          '',
          `Left out, because there are more models than one policy should begin with (--model-file names them): ${listNames(leftOut.map(printableName))}`,
        ]),
  ]
}

function listed(lines: readonly string[]): string[] {
  const rest = lines.length - MOST_LISTED
  return rest > 1 ? [...lines.slice(0, MOST_LISTED), `  … and ${rest} more`] : [...lines]
}

function describeModel({ path, bytes, facts, classes }: FoundModel): string {
  const answers = classes === null ? '' : `, classes ${printableName(classes.slice(0, 10).join(', '))}`
  return `  ${printableName(path)}  ONNX, ${sizeOf(bytes)}: ${valuesOf(facts)} → ${facts.outputs.map(describeValue).join(', ')}${answers}`
}

function valuesOf({ inputs }: ModelFacts): string {
  const shown = inputs.slice(0, MOST_INPUTS).map(describeValue).join(', ')
  return inputs.length > MOST_INPUTS ? `${shown} and ${inputs.length - MOST_INPUTS} more inputs` : shown
}

function describeValue({ name, element, type, shape }: ValueFacts): string {
  const size = shape === null ? '' : `[${shape.map((part) => part ?? '?').join(',')}]`
  return printableName(`${name} ${element ?? type}${size}`)
}

function describeTable({ path, bytes, rows, columns }: FoundTable): string {
  return `  ${printableName(path)}  ${formatCount(rows)} rows, ${columns.length} columns, ${sizeOf(bytes)}`
}

function describeTrial({ proposal, metrics, comparedWith, problem, doubts }: Trial): string[] {
  const { name, path, versions, evaluation, label, task, positive, inputs, output, activation, special } = proposal
  const guesses: [string, Guess<unknown> | null][] = [
    ['task', task],
    ['evaluation', evaluation],
    ['label', label],
    ['positive-label', positive],
    ['inputs', inputs],
    ['output', output],
    ['activation', activation],
    ['id', special.id],
    ['group', special.group],
    ['query', special.query],
  ]
  const other = versions.map((version) => printableName(version.path))
  return [
    `${name}: ${printableName(path)}`,
    ...guesses.flatMap(([key, guess]) => (guess === null ? [] : describeGuess(key, guess))),
    ...(other.length === 0
      ? []
      : row(
          'versions',
          `guess: ${listNames(other)}: same ${proposal.kind === 'onnx' ? 'inputs and outputs' : 'columns'}; not declared (--model-file declares each it names)`,
        )),
    ...metrics.flatMap((metric) =>
      row(
        metric.name,
        `margin ${metric.margin}${metric.limit === null ? '' : `, ${metric.limit.key} ${metric.limit.value}`} (${metric.why})`,
      ),
    ),
    ...(comparedWith === null ? [] : row('compared with', printableName(comparedWith))),
    ...doubts.flatMap((doubt) => row('DOUBT', printableName(doubt))),
    ...(problem === null ? [] : row('DOES NOT RUN', printableName(problem))),
    ...holesOf(proposal).flatMap(({ key, why }) => row('FILL IN', `${key}: ${printableName(why)}`)),
  ]
}

function describeGuess(key: string, guess: Guess<unknown>): string[] {
  if (guess.value === null) return []
  const value = printableName(typeof guess.value === 'object' ? JSON.stringify(guess.value) : String(guess.value))
  const or = guess.others.length === 0 ? '' : `; could also be ${printableName(guess.others.join(', '))}`
  return row(key, `${value}  (${guess.isCertain ? '' : 'guess: '}${printableName(guess.why)}${or})`)
}

function row(label: string, text: string): string[] {
  return [`  ${label.padEnd(LABEL_COLUMNS)} ${text}`]
}

function listNames(names: readonly string[]): string {
  return names.length > MOST_LISTED ? `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more` : names.join(', ')
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 2 ** 20 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

/** What `--json` prints of a proposal. */
export function findingsAsJson({ proposal, metrics, comparedWith, rows, problem, doubts }: Trial) {
  const { name, kind, path, versions, evaluation, task, label, positive, inputs, output, activation, special } = proposal
  const { id, group, query, weight } = special
  return {
    name,
    [kind]: path,
    versions: versions.map((version) => version.path),
    guesses: { evaluation, task, label, 'positive-label': positive, inputs, output, activation, id, group, query },
    weight,
    metrics,
    comparedWith,
    rows,
    problem,
    doubts,
    holes: holesOf(proposal),
  }
}
