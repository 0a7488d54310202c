import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CommentOptions, type CommitReport, renderCommitReport } from '../../../src/report/comment/render-comment.ts'
import { rememberedOf, renderState } from '../../../src/report/comment/state.ts'
import { settle } from '../../../src/report/settle.ts'
import { VERDICTS } from '../fixture-verdicts.ts'
import { asError, HEAD, handed, reportOf, SUBJECT } from './reports.ts'

/** Comments as files that one can open. After a wanted change: `UPDATE_GOLDEN=1 npx jest test/report`, then read the diff. */
const GOLDEN = join(__dirname, '../../golden')
const MARKER = '<!-- sluice:report 0123456789ab -->'
const BEFORE = '0ddba11'.padEnd(40, '0')

const [failing] = VERDICTS['fail-one-slice']
const [passing] = VERDICTS.pass
const [inconclusive] = VERDICTS.inconclusive

function comment(report: CommitReport, options: CommentOptions = {}): string {
  const { before = null } = options
  const state = renderState({ version: 1, runId: 4711, attempt: 1, now: rememberedOf(HEAD, report.settled), before })
  return renderCommitReport(report, { marker: MARKER, state, limit: 'comment', ...options })
}

const stale = { ...failing, run: failing.run && { ...failing.run, id: 4700, headSha: BEFORE } }
const many = Array.from({ length: 40 }, (_, index) => ({ ...VERDICTS['too-long'][0], model: `region-${index}` }))

const COMMENTS: Record<string, string> = {
  pass: comment(reportOf(VERDICTS.pass)),
  fail: comment(reportOf(VERDICTS['fail-one-slice'])),
  inconclusive: comment(reportOf(VERDICTS.inconclusive)),
  error: comment(reportOf(VERDICTS.error)),
  fork: comment(reportOf(VERDICTS.pass, { claim: true })),
  'second-push': comment(reportOf(VERDICTS['fail-one-slice']), {
    before: rememberedOf(BEFORE, reportOf([{ ...inconclusive }, { ...passing, model: 'ranking' }]).settled),
  }),
  'missing-gate': comment({
    ...reportOf([]),
    settled: settle(
      [
        { model: 'income', gate: 'evaluate' },
        { model: 'income', gate: 'diff' },
        { model: 'fraud', gate: 'evaluate' },
      ],
      [
        handed(passing),
        handed({ ...stale, model: 'fraud' }, 'artifact:sluice-fraud-1/fraud.evaluate.verdict.json'),
        handed({ ...passing, model: 'retired' }),
      ],
      SUBJECT,
      asError,
    ),
  }),
  'several-models': comment(reportOf(VERDICTS['several-models'])),
  'cut-to-size': comment(reportOf(many)),
}

test.each(Object.entries(COMMENTS))('comment: %s', (name, text) => {
  const file = join(GOLDEN, `comment-${name}.md`)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(existsSync(file)).toBe(true)
  expect(text).toBe(readFileSync(file, 'utf8'))
})
