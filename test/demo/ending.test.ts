import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireEnding } from '../../scripts/demo/ending.mjs'

function ending(expected: { state: string; exitCode: number }, verdict: object | null, code: number) {
  const out = mkdtempSync(join(tmpdir(), 'sluice-ending-'))
  if (verdict !== null) writeFileSync(join(out, 'income.rollout.verdict.json'), JSON.stringify(verdict))
  return requireEnding(expected, { code, stdout: 'its report', stderr: '' }, { out, mostWindows: 200 })
}
const PROMOTED = { state: 'promoted', exitCode: 0 }
const verdictOf = (state: string, reasonCode: string) => ({ reasonCode, rollout: { state } })

test('what the story says is handed on', () => {
  expect(ending(PROMOTED, verdictOf('promoted', 'PROMOTED'), 0)).toEqual({ state: 'promoted' })
})

test.each([
  ['a healthy one that is taken back', verdictOf('rolled-back', 'WORSE_THAN_MARGIN'), 3, 'found rolled-back (WORSE_THAN_MARGIN) with 3.'],
  ['one that is not decided', verdictOf('baking', 'IN_PROGRESS'), 0, 'The engine has not decided within 200 windows.'],
  ['one that is held', verdictOf('held', 'DEADLINE'), 0, 'found held (DEADLINE) with 0. The engine has not decided'],
  ['the right state with another exit code', verdictOf('promoted', 'PROMOTED'), 1, 'with exit code 0, found promoted (PROMOTED) with 1.'],
  ['a call that broke', null, 2, 'found no verdict with 2.\nits report'],
])('%s fails the demo', (_, verdict, code, words) => {
  expect(() => ending(PROMOTED, verdict, code)).toThrow(words)
})
