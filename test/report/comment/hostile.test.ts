import { renderForTerminal } from '../../../src/commands/report/render-for-terminal.ts'
import { disarmCommands } from '../../../src/host/workflow-commands.ts'
import { judge } from '../../../src/judge/judge.ts'
import { couldNotMeasure } from '../../../src/judge/judgement.ts'
import { makeVerdict } from '../../../src/judge/verdict.ts'
import { type CommitReport, renderCommitReport } from '../../../src/report/comment/render-comment.ts'
import { readState, rememberedOf, renderState } from '../../../src/report/comment/state.ts'
import { settle } from '../../../src/report/settle.ts'
import { rolloutSaying } from '../../integration/html/hostile-report.ts'
import { compared, FACTS, OPTIONS, unmeasured } from '../fixture-verdicts.ts'
import { hostileStrings, KNOWN_COUNT } from './hostile-strings.ts'
import { renderGfm, skeletonOf, textOutsideCode } from './rendered.ts'
import { asError, HEAD, SUBJECT } from './reports.ts'

const STRINGS = hostileStrings(2_000)
/** Places of one report that text from outside reaches; each report takes so many strings. */
const PLACES = 10
const MARKER = '<!-- sluice:report 0123456789ab -->'
/** The schema refuses texts of more than 4,000 characters before any report is made; a message may hold a name twice. */
const MAX_TEXT_CHARS = 1_500

/** One report with text of the list in every place: model, gate, metric, slice, file, reason, note, file name, server's answer. */
function reportOf(strings: readonly string[]): CommitReport {
  const [model = '', slice = '', column = '', file = '', message = '', remedy = '', note = '', origin = '', why = '', answer = ''] =
    strings.map((text) => text.slice(0, MAX_TEXT_CHARS))
  const facts = {
    ...FACTS,
    model,
    subject: {
      candidate: { reference: file, sha256: '1'.repeat(64), bytes: 1 },
      baseline: { reference: slice, sha256: '2'.repeat(64), bytes: 1 },
      data: [{ role: 'evaluation', reference: file, sha256: '3'.repeat(64), rows: 10 }],
    },
    policy: { ...FACTS.policy, loosened: [{ rule: column, base: slice, head: null, kept: file }] },
    reported: [{ metric: column, slice, baseline: null, candidate: 0.1, why: note }],
    flips: { rows: 9, toWrong: 1, toRight: 0, groups: [{ slice, rows: 1, toWrong: 1, toRight: 0 }], file },
    notes: [note],
  }
  const judged = makeVerdict(
    { ...facts, gate: 'evaluate' },
    judge(
      [
        compared('roc_auc', slice, { baseline: 0.89, candidate: 0.84, se: 0.009 }),
        compared(`roc_auc.${column}`, null, { baseline: 0.9, candidate: 0.899, se: 0.004 }),
        unmeasured('roc_auc', column, { kind: 'error', reasonCode: 'EMPTY_SLICE', why: message }),
      ],
      OPTIONS,
    ),
  )
  const broken = makeVerdict(
    { ...facts, gate: 'benchmark' },
    couldNotMeasure({ reasonCode: 'MODEL_CRASHED', message: `m${message}`, remedy }),
  )
  const live = makeVerdict(
    { ...FACTS, model: 'live', gate: 'rollout', rollout: rolloutSaying(slice.slice(0, 40)) },
    { verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN', message: message.slice(0, 200), remedy: null, checks: [] },
  )
  const expected = [...[judged, broken].map(({ gate }) => ({ model, gate })), { model: 'live', gate: 'rollout' }]
  const handed = [judged, broken, live, { ...judged, model: `other ${slice}` }].map((verdict) => ({
    kind: 'verdict' as const,
    origin,
    verdict,
  }))
  const settled = settle(expected, [...handed, { kind: 'unreadable', origin: `${origin} x`, why }], SUBJECT, (absence) =>
    asError({ ...absence, model: absence.model.slice(0, MAX_TEXT_CHARS), message: absence.message.slice(0, MAX_TEXT_CHARS) }),
  )
  const place = { headSha: HEAD, policyPath: 'sluice.yml', pullRequest: 12 }
  return { settled, place, runUrl: 'https://github.com/acme/models/actions/runs/4711', claim: true, notes: [answer] }
}

function commentOf(strings: readonly string[]): string {
  const report = reportOf(strings)
  const { answers } = rememberedOf(HEAD, report.settled)
  const [first, second] = answers
  if (first === undefined || second === undefined) throw new Error('two gates were judged')
  const changed = [
    { ...first, word: 'warn' as const },
    { ...second, gate: 'diff' },
  ]
  const before = { headSha: '0ddba11'.padEnd(40, '0'), answers: changed }
  const state = renderState({ version: 1, runId: 1, attempt: 1, now: rememberedOf(HEAD, report.settled), before })
  return renderCommitReport(report, { marker: MARKER, state, before, limit: 'comment' })
}

/** The command to repeat it is left out where a reference is not plain, so it is not part of the shape. */
function shapeOf(markdown: string): string {
  return skeletonOf(renderGfm(markdown).replace(/<p><strong>To repeat[\s\S]*?<\/pre>/g, ''))
}

function firstDifference(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index])
  return `${one.slice(at - 80, at + 80)} ≠ ${other.slice(at - 80, at + 80)}: `
}

const REPORTS = Array.from({ length: STRINGS.length }, (_, first) => first)
  // The known ones come to every place, each of the mixtures to one at least.
  .filter((first) => first < KNOWN_COUNT || first % PLACES === 0)
  .map((first) => Array.from({ length: PLACES }, (_, place) => STRINGS[(first + place) % STRINGS.length] ?? ''))

const PLAIN = shapeOf(commentOf(Array.from({ length: PLACES }, (_, place) => `name ${'abcdefghij'[place]}`)))

test('there are 2,000 different strings', () => {
  expect(new Set(STRINGS).size).toBeGreaterThan(1_950)
  expect(STRINGS).toHaveLength(2_000)
})

describe('the comment with hostile text in every place', () => {
  const found: { offence: string; at: string }[] = []
  let longest = 0
  beforeAll(() => {
    for (const strings of REPORTS) {
      const comment = commentOf(strings)
      longest = Math.max(longest, comment.length)
      const html = renderGfm(comment)
      const text = textOutsideCode(html)
      const note = (offence: string, at: string | null | undefined) => at != null && found.push({ offence, at })
      if (shapeOf(comment) !== PLAIN)
        note('the shape differs', firstDifference(shapeOf(comment), PLAIN) + JSON.stringify(strings.map((one) => one.slice(0, 60))))
      note('a mention', /(?<![\p{L}\p{N}_])@[A-Za-z0-9].{0,20}/u.exec(text)?.[0])
      note('an address', /.{0,10}@[\w-]+\.\w+/.exec(text)?.[0])
      note('an issue', /#\d.{0,20}/.exec(text)?.[0])
      note('an issue', /\bGH-\d.{0,20}/i.exec(text)?.[0])
      note('a commit', /(?<![\p{L}\p{N}_])[0-9a-f]{7,40}(?![\p{L}\p{N}_])/iu.exec(text)?.[0])
      note('a link', /\b(?:https?|ftp):\/\/\w.{0,20}|\bmailto:[^\s@]+@\w|\bwww\.\w.{0,20}/i.exec(text)?.[0])
      note('an emoji', /:[a-z0-9_+-]+:/i.exec(text)?.[0])
      note('an invisible character', /[\p{Cc}\p{Bidi_Control}]/u.exec(text.replaceAll('\n', ''))?.[0])
      note('a broken character', /\p{Cs}/u.exec(comment)?.[0])
      note('a lost memory', readState(comment)?.before?.headSha.startsWith('0ddba11') === true ? null : comment.slice(-200))
    }
  })

  test('is what it is with plain names: same tags, tables and links, and nothing for GitHub to act on', () => {
    expect(found.slice(0, 10)).toEqual([])
  })

  test('stays within its limit', () => {
    expect(longest).toBeLessThanOrEqual(60_000)
    expect(PLAIN.match(/<table>/g)?.length).toBeGreaterThan(2)
  })
})

test('nothing of it is a command for the runner', () => {
  const offences = REPORTS.flatMap((strings) => {
    const printed = disarmCommands(renderForTerminal(reportOf(strings), { columns: null, color: false }))
    return printed.split('\n').filter((line) => /^\s*::|##\[|\p{Cc}/u.test(line))
  })
  expect(offences).toEqual([])
})
