import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const FOLDER = join(__dirname, '..', '..', '.github', 'workflows')

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8')

  test('grants nothing at the top; each job names what it needs', () => {
    const workflow = parse(text)
    expect(workflow.permissions).toEqual({})
    for (const job of Object.values<{ permissions?: object }>(workflow.jobs)) expect(job.permissions).toBeDefined()
  })

  test('pins every action of others by commit, with the version beside it', () => {
    const uses = [...text.matchAll(/uses: (?!\.\/)(.*)/g)].map(([, reference]) => reference)
    for (const reference of uses) expect(reference).toMatch(/^[\w-]+\/[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })
})
