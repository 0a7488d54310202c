import { join } from 'node:path'
import { heading, lookAt } from './say.mjs'
import { sluice } from './sluice.mjs'

const example = join(import.meta.dirname, '..', '..', 'examples', 'income')

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

/** What the gate says to two candidates, each report as it is. @throws Error when one comes out otherwise */
export async function tellGates({ out, signal }) {
  for (const [index, { title, candidate, exitCode, look }] of STORIES.entries()) {
    const args = ['evaluate', '--baseline', 'models/income.onnx', '--candidate', candidate]
    heading(title, `sluice ${args.join(' ')}`)
    const { code } = await sluice([...args, '--out', join(out, `gate-${index}`)], { cwd: example, quiet: false, signal })
    lookAt(`Exit code ${code}.`, look)
    if (code !== exitCode) throw new Error(`expected exit code ${exitCode} of the gate, found ${code}`)
  }
}
