import { checkWorkflows } from '../../../src/setup/doctor/workflow-checks.ts'
import { renderWorkflow } from '../../../src/setup/init/workflow.ts'

const GATE = `on: pull_request
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    permissions: { contents: read, pull-requests: write, checks: write }
    steps:
      - uses: actions/checkout@v7
      - uses: acme/sluice@v1
`

function check(text: string, lfs = false) {
  return checkWorkflows({ files: [{ path: '.github/workflows/gate.yml', text }], lfs })
}

test.each([
  ['a gate as it should be', GATE],
  [
    'an evaluation that writes nothing',
    GATE.replace(', pull-requests: write, checks: write', '').replace('sluice@v1', 'sluice/actions/evaluate@v1'),
  ],
  ['permissions of the whole workflow', GATE.replace('permissions: {}', 'permissions: write-all').replace(/ {4}permissions: .*\n/, '')],
  ['several events', GATE.replace('on: pull_request', 'on: { push: { branches: [main] }, pull_request: {} }')],
])('%s is fine', (_, text) => {
  expect(check(text).map(({ status }) => status)).toEqual(['OK'])
})

test.each([
  // what                           workflow                                                   status     says
  ['another project’s workflow', GATE.replace('acme/sluice@v1', 'acme/other@v1'), 'WARN', 'sluice init'],
  ['a file that is no YAML', 'on: [\n', 'WARN', 'sluice init'],
  ['no contents: read', GATE.replace('contents: read, ', ''), 'PROBLEM', 'Add contents: read'],
  ['no right to comment', GATE.replace('pull-requests: write, ', ''), 'WARN', 'Add pull-requests: write'],
  ['reading only where a report writes', GATE.replace('checks: write', 'checks: read'), 'WARN', 'Add checks: write'],
  [
    'no permissions at all',
    GATE.replace('permissions: {}\n', '').replace(/ {4}permissions: .*\n/, ''),
    'WARN',
    'contents: read, pull-requests: write, checks: write',
  ],
  ['pull_request_target', GATE.replace('on: pull_request', 'on: pull_request_target'), 'PROBLEM', 'Use `pull_request`'],
  ['a workflow that nobody’s pull request starts', GATE.replace('on: pull_request', 'on: workflow_dispatch'), 'WARN', 'Add `pull_request`'],
  ['no checkout', GATE.replace('      - uses: actions/checkout@v7\n', ''), 'PROBLEM', 'Check out first'],
])('%s', (_, text, status, remedy) => {
  expect(check(text)).toEqual([expect.objectContaining({ status, remedy: expect.stringContaining(remedy) })])
})

test('files in Git LFS need a checkout with lfs', () => {
  expect(check(GATE, true)).toEqual([expect.objectContaining({ status: 'PROBLEM', remedy: expect.stringContaining('lfs: true') })])
})

test.each([
  ['plain', { policy: 'sluice.yml', lfs: false }],
  ['with Git LFS and a policy elsewhere', { policy: 'ml/it: is #1.yml', lfs: true }],
])('the workflow that init writes is fine: %s', (_, needs) => {
  expect(check(renderWorkflow(needs), needs.lfs).map(({ status }) => status)).toEqual(['OK'])
})
