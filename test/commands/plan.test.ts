import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { plan } from '../../src/commands/plan.ts'
import { fakeWorld } from '../support/fake-world.ts'

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'income')
const INPUTS = { policy: 'sluice.yml', model: null, evaluationData: null, runtime: null, githubToken: null, json: false }

test.each([
  ['the same model twice', 'models/income.onnx', 'the same bytes twice for income (models/income.onnx and models/income.onnx)'],
  ['no baseline', null, 'no baseline for income'],
] as const)('%s tells nothing about how versions differ', async (_, baseline, found) => {
  const world = fakeWorld()
  cpSync(EXAMPLE, world.cwd, { recursive: true })
  await expect(plan({ ...INPUTS, candidate: 'models/income.onnx', baseline }, world)).rejects.toMatchObject({
    name: 'UsageError',
    where: '--candidate, --baseline',
    found,
    remedy: expect.stringContaining('--baseline git:'),
  })
})
