// npm run demo: judges two candidates of examples/income with the committed bundle, prints both reports and what to look at.
// It needs Node and a package registry, once, for onnxruntime and DuckDB.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const example = join(root, 'examples', 'income')
const out = mkdtempSync(join(tmpdir(), 'sluice-demo-'))

/** Exit codes are the contract that a workflow relies on, so the demo relies on them too. */
const STORIES = [
  {
    title: 'A candidate with more and larger trees, trained on the same rows',
    candidate: 'candidates/retrained.onnx',
    exitCode: 0,
    look: [
      'Every check passes: the whole interval (───●───) stays on the left of what is allowed (│).',
      'It is not merely "not worse": better by 0.0081 in AUC, and the data say between 0.0071 and 0.0091.',
    ],
  },
  {
    title: 'A candidate with the same quality overall that lost its skill for people under 30',
    candidate: 'candidates/worse-for-the-young.onnx',
    exitCode: 3,
    look: [
      'Two accuracy numbers and a threshold would let it through: overall, AUC and log loss even improved.',
      'The slice age<30 lost 0.040 of AUC, at least 0.026, where 0.010 is allowed; no other slice fails, though 15 checks looked.',
      'Answers turned wrong mostly there too: 31 to wrong, 4 to right.',
    ],
  },
]

try {
  for (const [index, story] of STORIES.entries()) tell(index + 1, story)
  console.log(
    'Next: README.md, "Your own model in ten minutes"; `bin/sluice plan` says what your rows can decide before anybody is blocked.',
  )
} finally {
  rmSync(out, { recursive: true, force: true })
}

function tell(number, { title, candidate, exitCode, look }) {
  console.log(`\n━━━ ${number}. ${title}\n    sluice evaluate --baseline models/income.onnx --candidate ${candidate}\n`)
  const args = ['evaluate', '--baseline', 'models/income.onnx', '--candidate', candidate, '--out', join(out, String(number))]
  const { status, error } = spawnSync(join(root, 'bin', 'sluice'), args, { cwd: example, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error) throw error
  console.log(`\n  Exit code ${status}. What to look at:`)
  for (const line of look) console.log(`  → ${line}`)
  if (status !== exitCode) {
    console.error(`demo: expected exit code ${exitCode}; please report this with the output above.`)
    process.exitCode = 1
  }
}
