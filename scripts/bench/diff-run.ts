import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { diffTwoTables } from '../../src/gates/diff/diff-two-files.ts'
import { diffSection } from '../../src/gates/diff/policy.ts'
import { profileDistributions } from '../../src/sources/worker/profile-distributions.ts'
import { readSchema } from '../../src/sources/worker/read-schema.ts'
import { now, since } from './cost.ts'
import { diffPlanFromArgument } from './diff-plan.ts'

/** The comparison as `sluice diff A B` does it, from the resolved files to the judgement, with the start of its worker processes. */
const plan = diffPlanFromArgument()
const options = {
  runtimeFolder: plan.runtimeFolder,
  entry: { execPath: process.execPath, args: [...process.execArgv, join(import.meta.dirname, 'diff-worker.js')] },
  threads: plan.threads,
  signal: new AbortController().signal,
}

const start = now()
const { judgement } = await diffTwoTables(
  { reference: dataSetAt(plan.reference), current: dataSetAt(plan.current) },
  {
    diff: diffSection.parse({}),
    today: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    readers: { readSchema: (job) => readSchema(job, options), profile: (job) => profileDistributions(job, options) },
  },
)
const { wallMs } = since(start)
// Workers are gone by now, so that their time is the parent's "children" time, which Node does not tell: wall time only.
const judged = judgement.checks.filter(({ harm }) => harm !== null).length
if (judged < 30) throw new Error(`only ${judged} checks: ${judgement.message}`)
console.log(JSON.stringify({ wallMs, judged: `${judgement.verdict}, ${judged} checks measured` }))

function dataSetAt(path: string) {
  const sha256 = createHash('sha256').update(path).digest('hex')
  return { files: [{ reference: path, path, sha256, bytes: statSync(path).size }], format: 'parquet' as const, reference: path, sha256 }
}
