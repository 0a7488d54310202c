import type { Host } from '../../host/host.ts'
import type { CommitReport } from '../../report/comment/render-comment.ts'
import { plainText } from '../../report/escape-markdown.ts'
import { renderTerminalReport } from '../../report/terminal-report.ts'
import { WORDS } from '../../report/words.ts'

const DEFAULT_COLUMNS = 100
const MAX_SENTENCE_CHARS = 600

/** The same for a log or a terminal: the verdicts, then what does not count, then what could not be done. */
export function renderForTerminal({ settled, notes }: CommitReport, { columns, color }: Pick<Host, 'columns' | 'color'>): string {
  const { answers, setAside } = settled
  const report = renderTerminalReport(
    answers.map(({ verdict }) => verdict),
    { color, width: columns ?? DEFAULT_COLUMNS },
  )
  const aside = setAside.map(
    ({ origin, model, gate, word, why }) =>
      `  ${plainText(origin)} (${plainText(model)}, ${plainText(gate)}: ${WORDS[word]}): ${plainText(why, MAX_SENTENCE_CHARS)}.`,
  )
  const others = notes.map((note) => `  ${plainText(note, MAX_SENTENCE_CHARS)}`)
  return [report, ...(aside.length === 0 ? [] : ['  Verdicts that do not count:', ...aside, '']), ...others, '']
    .join('\n')
    .trimEnd()
    .concat('\n')
}
