import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { concludeDiff } from '../../../../src/gates/diff/conclude-diff.ts'
import { diffSubject, type SubjectRequest } from '../../../../src/gates/diff/diff-subject.ts'
import { type Consumer, diffSection } from '../../../../src/gates/diff/policy.ts'
import type { Check } from '../../../../src/judge/check.ts'
import { probeInWorker } from '../../../support/model-probe.ts'
import { fixtureFile } from '../../../support/scoring-job.ts'

// The published models against their baselines, through the whole part of the gate, run in real workers.

jest.setTimeout(300_000)

const limits = { batchRows: 4096, timeLimitMs: 20_000, memoryLimitBytes: 2 ** 31 }
const holdout = fixtureFile('data/income/holdout.parquet')
const column = (name: string) => ({
  name,
  type: { kind: 'integer', bits: 32, signed: true } as const,
  nullable: false,
  nullCount: 0,
  sketch: null,
  spelling: null,
})
const NUMBERS = ['age', 'education_num', 'capital_gain', 'capital_loss', 'hours_per_week']
const schema = { format: 'parquet', columns: NUMBERS.map(column), csv: null, codecs: null, notes: [] } as const
const onData = { files: [holdout], format: 'parquet', reserved: ['over_50k'], schema } as const

function fileOf(name: string) {
  const file = fixtureFile(`models/${name}.onnx`)
  return { ...file, sha256: createHash('sha256').update(readFileSync(file.path)).digest('hex') }
}

async function judge(candidate: string, baseline: string | null, changes: Partial<SubjectRequest> = {}) {
  const part = await diffSubject({
    candidate: { file: fileOf(candidate), inputs: null },
    baseline: baseline === null ? null : { file: fileOf(baseline), inputs: null },
    servingRuntimes: [],
    consumers: [],
    data: candidate.startsWith('income/numeric') ? onData : null,
    limits,
    probe: probeInWorker,
    ...changes,
  })
  const { judgement } = concludeDiff([part], {
    diff: { ...diffSection.parse({}), minRows: 1, consumers: [...(changes.consumers ?? [])] },
    compatibility: 'full',
    today: '2026-11-24',
    dataDigest: null,
    looked: '',
  })
  return { verdict: judgement.verdict, checks: judgement.checks, notes: part.notes }
}

const grave = (checks: readonly Check[]) =>
  checks.filter(({ outcome }) => outcome !== 'pass').map(({ outcome, id, slice }) => `${outcome} ${id}${slice === null ? '' : ` ${slice}`}`)

test.each([
  ['income/numeric-better', 'pass', []],
  ['income/numeric-logits', 'fail', []],
])('%s: %s', async (name, verdict, expected) => {
  const found = await judge(name, 'income/numeric-baseline')
  console.log(name, JSON.stringify(found.checks.map(({ outcome, message }) => [outcome, message]), null, 1), found.notes)
})
