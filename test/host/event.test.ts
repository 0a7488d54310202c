import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRun } from '../../src/host/event.ts'

const RUNNER = {
  GITHUB_RUN_ID: '1234567890',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_JOB: 'models',
  GITHUB_WORKFLOW: 'Model gate',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REF: 'refs/pull/12/merge',
  GITHUB_REPOSITORY: 'acme/models',
  GITHUB_ACTOR: 'octocat',
  GITHUB_SERVER_URL: 'https://ghes.example.com',
  GITHUB_API_URL: 'https://ghes.example.com/api/v3',
}

function eventFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-event-')), 'event.json')
  writeFileSync(file, content)
  return file
}

test('the run is what the runner’s variables and the event’s file say', () => {
  expect(readRun({ ...RUNNER, GITHUB_EVENT_PATH: eventFile('{"number": 12}') })).toEqual({
    id: 1234567890,
    attempt: 2,
    job: 'models',
    workflow: 'Model gate',
    event: 'pull_request',
    payload: { number: 12 },
    sha: 'a'.repeat(40),
    ref: 'refs/pull/12/merge',
    repository: 'acme/models',
    actor: 'octocat',
    serverUrl: 'https://ghes.example.com',
    apiUrl: 'https://ghes.example.com/api/v3',
  })
})

test.each([
  ['no file is named', undefined],
  ['the file is not there', '/no/such/event.json'],
  ['the event is no object', eventFile('null')],
])('%s: an empty payload', (_, file) => {
  expect(readRun({ ...RUNNER, GITHUB_EVENT_PATH: file }).payload).toEqual({})
})

test('github.com, where an older runner names no server', () => {
  const { serverUrl, apiUrl } = readRun({ ...RUNNER, GITHUB_SERVER_URL: undefined, GITHUB_API_URL: '' })
  expect({ serverUrl, apiUrl }).toEqual({ serverUrl: 'https://github.com', apiUrl: 'https://api.github.com' })
})
