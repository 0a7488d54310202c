import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeasurementError } from '../../../../src/errors.ts'
import { concludeDiff } from '../../../../src/gates/diff/conclude-diff.ts'
import { diffSubject } from '../../../../src/gates/diff/diff-subject.ts'
import { diffSection } from '../../../../src/gates/diff/policy.ts'
import type { Probed, ProbeJob } from '../../../../src/sources/probe/probe.ts'
import { probeInWorker } from '../../../support/model-probe.ts'
import { fileAt, fixtureFile } from '../../../support/scoring-job.ts'

jest.setTimeout(300_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-damaged-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const baseline = { ...fixtureFile('models/income/numeric-baseline.onnx'), sha256: 'b'.repeat(64) }
const original = readFileSync(baseline.path)
const limits = { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
const baselineProbed = probeInWorker({ arm: 'baseline', file: baseline, inputs: null, data: null, limits })

/** A linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A process takes a second: so many of the files that can still be read are also run. */
const MOST_RUN = 12

type Seen = { refused: number; judged: Record<string, number>; run: number }

async function judgeAll(files: readonly Buffer[]): Promise<Seen> {
  const seen: Seen = { refused: 0, judged: {}, run: 0 }
  const probe = (job: ProbeJob): Promise<Probed> => {
    if (job.arm === 'baseline') return baselineProbed
    seen.run++
    if (seen.run <= MOST_RUN) return probeInWorker(job)
    return Promise.reject(new MeasurementError('MODEL_NOT_LOADED', 'not run in this test', ''))
  }
  for (const [index, bytes] of files.entries()) {
    const path = join(folder, `${index}.onnx`)
    writeFileSync(path, bytes)
    const verdict = await judge(path, probe)
    if (verdict === null) seen.refused++
    else seen.judged[verdict] = (seen.judged[verdict] ?? 0) + 1
  }
  return seen
}

/** null: refused with an error that says what is wrong; the gate makes an error verdict of it. */
async function judge(path: string, probe: (job: ProbeJob) => Promise<Probed>): Promise<string | null> {
  try {
    const part = await diffSubject({
      candidate: { file: fileAt(path), inputs: null },
      baseline: { file: baseline, inputs: null },
      servingRuntimes: [],
      served: [],
      consumers: [],
      data: null,
      limits,
      probe,
    })
    const options = { compatibility: 'full', today: '2026-11-24', dataDigest: null, looked: '' } as const
    return concludeDiff([part], { diff: { ...diffSection.parse({}), minRows: 1 }, ...options }).judgement.verdict
  } catch (cause) {
    if (!(cause instanceof MeasurementError)) throw cause
    expect(cause.message).toMatch(/\.onnx/)
    return null
  }
}

test('250 truncated files: never a pass', async () => {
  const random = randomOf(20_261_124)
  const seen = await judgeAll(Array.from({ length: 250 }, () => original.subarray(0, Math.floor(random() * original.length))))
  expect(seen.judged['pass'] ?? 0).toBe(0)
  expect(seen.refused).toBeGreaterThan(200)
})

test('250 mutated files: a clear error or an answer, never anything else', async () => {
  const random = randomOf(7)
  const seen = await judgeAll(
    Array.from({ length: 250 }, (_, index) => {
      const bytes = Buffer.from(original)
      for (let flips = 0; flips <= index % 4; flips++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      return bytes
    }),
  )
  const judged = Object.values(seen.judged).reduce((sum, count) => sum + count, 0)
  // Both happen, or the mutation does nothing; a changed weight is a model like any other.
  expect([seen.refused + judged, seen.refused > 20, judged > 20, seen.run > MOST_RUN]).toEqual([250, true, true, true])
})
