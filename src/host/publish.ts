import { type Annotation, annotate } from './annotations.ts'
import { pathInside, writeAtomically } from './files.ts'
import type { Log, Sink } from './log.ts'
import { type Outputs, setOutputs } from './outputs.ts'
import type { Cleanup } from './signals.ts'
import { appendSummary } from './summary.ts'
import { disarmCommands, disarmCommandsInJson } from './workflow-commands.ts'

/** All that a command says at its end. */
export type Publication = {
  /** Folder for `files`, made when missing; relative to the working folder. */
  readonly out: string
  /** File name → content, e.g. `income.evaluate.verdict.json`. */
  readonly files: ReadonlyMap<string, string>
  /** For the step's summary. */
  readonly markdown: string
  /** For stdout: the report of a terminal, or JSON when `--json` asks for it. */
  readonly stdout: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'json'; readonly value: unknown }
  readonly outputs: Outputs
  readonly annotations: readonly Annotation[]
}

export type PublishOptions = {
  readonly stdout: Sink
  readonly log: Pick<Log, 'info'>
  readonly isRunner: boolean
  /** `GITHUB_STEP_SUMMARY`. */
  readonly summaryFile: string | undefined
  readonly onCleanup: (clean: Cleanup) => () => void
}

/** Files first: whatever fails after them, the verdict is on disk. */
export async function publish(publication: Publication, options: PublishOptions): Promise<void> {
  const { stdout, log, isRunner, summaryFile, onCleanup } = options
  for (const [name, content] of publication.files) writeAtomically(pathInside(publication.out, name), content, onCleanup)
  printReport(publication, stdout, isRunner)
  if (!isRunner) return
  const problem = await appendSummary(publication.markdown, summaryFile)
  if (problem !== null) log.info(problem)
  await setOutputs(publication.outputs)
  // Annotations are printed on stdout, where JSON must stay alone.
  if (publication.stdout.kind === 'text') await annotate([...publication.annotations, ...(problem === null ? [] : [noSummary(problem)])])
}

function noSummary(message: string): Annotation {
  return { level: 'warning', title: 'No summary', message }
}

function printReport({ stdout: content }: Publication, stdout: Sink, isRunner: boolean): void {
  if (content.kind === 'json') {
    const json = JSON.stringify(content.value, null, 2)
    stdout.write(`${isRunner ? disarmCommandsInJson(json) : json}\n`)
    return
  }
  const text = content.text.endsWith('\n') ? content.text : `${content.text}\n`
  stdout.write(isRunner ? disarmCommands(text) : text)
}
