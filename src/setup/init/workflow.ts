import { yamlScalar } from './yaml-text.ts'

export type WorkflowNeeds = {
  /** Path of the policy from the root of the repository. */
  readonly policy: string
  /** Models or data lie in Git LFS. */
  readonly lfs: boolean
}

/** Where GitHub finds workflows, from the root of the repository. */
export const WORKFLOW_PATH = '.github/workflows/sluice.yml'
/** Where Sluice lives. Whoever keeps a copy of it puts that repository's name here. */
const SLUICE = 'acme/sluice'
const VERSION = 'v1'
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1'
const UPLOAD = 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1'

/** The gate on every pull request: reads the repository, comments and adds a check run; nothing else may be written. */
export function renderWorkflow({ policy, lfs }: WorkflowNeeds): string {
  const inputs = policy === 'sluice.yml' ? [] : ['        with:', `          policy: ${yamlScalar(policy)}`]
  return [
    '# Judges every pull request by the policy; a model that is worse than allowed stops it.',
    'name: sluice',
    'on: pull_request',
    'permissions: {}',
    'jobs:',
    '  gate:',
    '    runs-on: ubuntu-latest',
    '    permissions:',
    '      contents: read',
    '      pull-requests: write # the comment',
    '      checks: write # the check run',
    '    steps:',
    `      - uses: ${CHECKOUT}`,
    '        with:',
    '          persist-credentials: false',
    ...(lfs ? ['          lfs: true'] : []),
    `      - uses: ${SLUICE}@${VERSION}`,
    ...inputs,
    '      - if: always()',
    `        uses: ${UPLOAD}`,
    '        with:',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax, not JavaScript's.
    '          name: sluice-${{ github.job }}-${{ github.run_attempt }}',
    '          path: sluice-out',
    '',
  ].join('\n')
}

/** A workflow that runs Sluice already, under whatever name. */
export function usesSluice(workflow: string): boolean {
  return /^\s*-?\s*uses:\s*\S*sluice\S*/m.test(workflow)
}
