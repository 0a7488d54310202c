import type { Trial } from './trial.ts'

export type Target = { readonly path: string; readonly content: string }
export type Outcome = {
  readonly targets: readonly Target[]
  /** Those that are there and may not be replaced. */
  readonly refused: readonly string[]
  readonly isWritten: boolean
  readonly isDryRun: boolean
  /** At least one model runs as it was written down. */
  readonly isReady: boolean
  /** A workflow that runs Sluice already; null when there is none. */
  readonly otherWorkflow: string | null
  readonly policy: string
  /** Files that are meant to be compared in pull requests and that git leaves out. */
  readonly ignored: readonly string[]
}

/** What was written, or would be, and what to do next. */
export function renderEnding(outcome: Outcome, trials: readonly Trial[]): string[] {
  const { targets, refused, isWritten, isReady, otherWorkflow, ignored, policy } = outcome
  return [
    ...(isWritten ? [`Wrote ${targets.map(({ path }) => path).join(' and ')}.`] : targets.flatMap((target) => wouldWrite(target, refused))),
    ...(otherWorkflow === null ? [] : [`${otherWorkflow} runs Sluice already and stays as it is.`]),
    ...(refused.length === 0
      ? []
      : [
          '',
          `Nothing was written: ${refused.join(' and ')} ${refused.length === 1 ? 'is' : 'are'} there already. \`--force\` replaces, \`--policy other.yml\` writes beside it.`,
        ]),
    ...ignored.map(
      (path) =>
        `${path} is ignored by git: a pull request would not have it. Take it into Git (LFS), or name where it lies by a reference.`,
    ),
    ...(isReady
      ? nextSteps(outcome, trials)
      : [
          '',
          `Not ready: fill in the lines that say FILL IN in ${policy}, then \`sluice policy\` checks it. Flags do the same from the start: --model-file, --data-file, --label, --task, --positive-label.`,
        ]),
  ]
}

function wouldWrite({ path, content }: Target, refused: readonly string[]): string[] {
  const verb = refused.includes(path) ? 'Would replace' : 'Would write'
  return [
    `${verb} ${path}:`,
    '',
    ...content
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
    '',
  ]
}

function nextSteps({ isWritten, policy }: Outcome, trials: readonly Trial[]): string[] {
  if (!isWritten) return []
  const flag = policy === 'sluice.yml' ? '' : ` --policy ${policy}`
  const version = trials.flatMap(({ proposal, problem }) => (problem === null ? proposal.versions.map(({ path }) => path) : []))[0]
  return [
    '',
    'Next',
    `  sluice policy${flag}     what applies; look at each GUESS`,
    `  sluice evaluate${flag}${version === undefined ? '' : ` --candidate ${version}`}   the verdict`,
    `  sluice doctor${flag}     is everything there that the gate needs?`,
    '  git add, commit, push: the workflow judges each pull request',
  ]
}
