import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderHtml } from '../../../src/report/html/render-html.ts'
import { renderReport } from '../../../src/report/markdown-report.ts'
import { renderTerminalReport } from '../../../src/report/terminal-report.ts'
import { Asked } from '../../support/rollout/asked.ts'
import { FakeRollout } from '../../support/rollout/fake-rollout.ts'
import { verdictOf } from '../../support/rollout/verdict-of.ts'

/** A rollout as one can open it. After a wanted change: `UPDATE_GOLDEN=1 npx jest test/report/html/rollout-page`, then look at them. */
const GOLDEN = join(__dirname, '../../golden')
const ASKING = { steps: ['5%', '50%'], approval: { before: ['50%'], by: 'comment' } }
const ENDS = [
  ['promoted', () => new FakeRollout()],
  ['rolled-back', () => new FakeRollout({ failureRate: { stable: 0.02, canary: 0.2 } })],
  ['awaiting-approval', () => new Asked({ rps: 40 }, ASKING)],
] as const

test.each(ENDS)('a rollout that is %s, as page, Markdown and text', async (state, create) => {
  const rollout = create()
  rollout.start()
  await rollout.until([state])
  if (rollout instanceof Asked) {
    rollout.answer({ kind: 'pending', by: 'intern', why: 'they have `write`, and the policy wants `maintain` <b>here</b>' })
    await rollout.tick()
  }
  const verdict = { ...verdictOf(rollout), finishedAt: '2026-11-28T13:00:00.000Z' }
  const machine = { ...verdict.environment, sluice: '0.0.0', node: '20', cpu: 'a processor' }
  const told = [{ ...verdict, environment: machine }]
  const texts = {
    [`html/rollout-${state}.html`]: await renderHtml({ verdicts: told }),
    [`rollout-${state}.md`]: renderReport(told),
    [`rollout-${state}.txt`]: renderTerminalReport(told),
  }
  for (const [name, text] of Object.entries(texts)) {
    const file = join(GOLDEN, name)
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
    expect(existsSync(file)).toBe(true)
    expect(text).toBe(readFileSync(file, 'utf8'))
  }
})
