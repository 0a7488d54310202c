import { appendFileSync, readFileSync } from 'node:fs'

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''
const [algorithm, digest] = input('subject-digest').split(':')
const problem =
  algorithm !== 'sha256' || !/^[0-9a-f]{64}$/.test(digest ?? '')
    ? 'subject-digest must be in the form algorithm:hex_digest'
    : input('subject-name') === ''
      ? 'subject-name must be provided with subject-digest'
      : input('predicate-type') === ''
        ? 'predicate-type must be provided'
        : null
if (problem === null) {
  const predicate = JSON.parse(readFileSync(input('predicate-path'), 'utf8'))
  const subject = [{ name: input('subject-name'), digest: { [algorithm]: digest } }]
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType: input('predicate-type'), predicate }
  appendFileSync(process.env.GITHUB_OUTPUT, `statement=${JSON.stringify(statement)}\n`)
} else {
  console.error(`::error::${problem}`)
  process.exitCode = 1
}
