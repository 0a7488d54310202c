import { type Journal, type JournalContents, JournalError } from '../../rollout/ports.ts'
import { askRemote, FETCH_QUIETLY, isRefused, type Token } from '../../sources/git/fetch-commit.ts'
import { type GitOutcome, type GitPlace, runGit } from '../../sources/git/run-git.ts'

export type GitJournalOptions = {
  readonly place: GitPlace
  readonly model: string
  readonly environment: string
  readonly token?: Token
}

const FILE = 'journal.jsonl'
const REMOTE = 'origin'
/** Commits of the journal are nobody's: what counts is in the entries. */
const AUTHOR = { name: 'sluice', email: 'sluice@localhost' }

/**
 * The journal as a ref of the remote: each append is a commit on the one before, and the push is the compare-and-swap
 * (`--force-with-lease`). Where the server refuses `refs/sluice/…`, a branch takes its place.
 */
export class GitJournal implements Journal {
  readonly #options: GitJournalOptions
  readonly #refs: readonly [preferred: string, fallback: string]

  constructor(options: GitJournalOptions) {
    this.#options = options
    const path = `sluice/${refComponent(options.model)}/${refComponent(options.environment)}`
    this.#refs = [`refs/${path}`, `refs/heads/${path}`]
  }

  /** Of the preferred ref where it exists, else of the branch. The head names which one. */
  async read(): Promise<JournalContents> {
    const tips = await this.#tips()
    const ref = this.#refs.find((one) => tips.has(one))
    const commit = ref === undefined ? undefined : tips.get(ref)
    if (ref === undefined || commit === undefined) return { head: null, entries: [] }
    await this.#fetch(ref, commit)
    const { code, stdout, stderr } = await this.#git(['cat-file', 'blob', `${commit}:${FILE}`])
    if (code !== 0) throw new JournalError('corrupt', `${ref} at ${commit} holds no ${FILE}: ${stderr.trim()}`)
    if (!stdout.endsWith('\n')) throw new JournalError('corrupt', `${ref}: ${FILE} does not end with a whole line`)
    return { head: `${ref} ${commit}`, entries: stdout.slice(0, -1).split('\n') }
  }

  async append(head: string | null, entries: readonly string[]): Promise<string> {
    if (head !== null) {
      const [ref = '', commit = ''] = head.split(' ')
      return this.#push(ref, commit, await this.#commit(commit, entries))
    }
    // Nobody may have begun in the other place meanwhile.
    if ((await this.#tips()).size > 0) throw new JournalError('conflict', 'somebody else began the journal')
    const first = await this.#commit(null, entries)
    try {
      return await this.#push(this.#refs[0], null, first)
    } catch (error) {
      if (!(error instanceof RefRefused)) throw error
      return this.#push(this.#refs[1], null, first)
    }
  }

  /** @returns the new head; whatever git said, the remote itself tells what became of the push */
  async #push(ref: string, expected: string | null, commit: string): Promise<string> {
    const outcome = await this.#remote([
      'push',
      '--quiet',
      '--no-verify',
      `--force-with-lease=${ref}:${expected ?? ''}`,
      REMOTE,
      `${commit}:${ref}`,
    ])
    if (outcome.code === 0) return `${ref} ${commit}`
    const tip = (await this.#tips('unknown-outcome')).get(ref) ?? null
    if (tip === commit) return `${ref} ${commit}`
    if (tip !== expected) throw new JournalError('conflict', `${ref} was written by somebody else`)
    const said = reasonIn(outcome)
    if (
      expected === null &&
      /remote rejected|hidden ref|refusing to|funny refname|pre-receive|denied/i.test(outcome.stderr) &&
      !isRefused(outcome)
    )
      throw new RefRefused(`the remote refuses ${ref}: ${said}`)
    const remedy = isRefused(outcome) ? ' (the job needs `permissions: contents: write`)' : ''
    throw new JournalError('unavailable', `pushing ${ref} failed: ${said}${remedy}`)
  }

  async #commit(parent: string | null, entries: readonly string[]): Promise<string> {
    const before = parent === null ? '' : await this.#ask(['cat-file', 'blob', `${parent}:${FILE}`])
    const content = before + entries.map((line) => `${line}\n`).join('')
    const blob = (await this.#ask(['hash-object', '-w', '--stdin'], content)).trim()
    const tree = (await this.#ask(['mktree'], `100644 blob ${blob}\t${FILE}\n`)).trim()
    const message = `${this.#options.model} in ${this.#options.environment}: ${entries.length} more`
    return (await this.#ask(['commit-tree', tree, ...(parent === null ? [] : ['-p', parent]), '-m', message])).trim()
  }

  async #tips(kind: 'unavailable' | 'unknown-outcome' = 'unavailable'): Promise<Map<string, string>> {
    const outcome = await this.#remote(['ls-remote', '--quiet', REMOTE, ...this.#refs])
    if (outcome.code !== 0) throw new JournalError(kind, `the remote ${REMOTE} cannot be asked for the journal: ${reasonIn(outcome)}`)
    const lines = outcome.stdout.split('\n').flatMap((line): [string, string][] => {
      const [commit, ref] = line.split('\t')
      return commit !== undefined && ref !== undefined && this.#refs.includes(ref) ? [[ref, commit]] : []
    })
    return new Map(lines)
  }

  /** In a shallow clone without its history; in a whole one a depth would cut the history of everything else. */
  async #fetch(ref: string, commit: string): Promise<void> {
    if ((await this.#git(['cat-file', '-e', `${commit}^{commit}`])).code === 0) return
    const isShallow = (await this.#ask(['rev-parse', '--is-shallow-repository'])).trim() === 'true'
    const outcome = await this.#remote([...FETCH_QUIETLY, ...(isShallow ? ['--depth=1'] : []), REMOTE, ref])
    if (outcome.code !== 0) throw new JournalError('unavailable', `fetching ${ref} failed: ${reasonIn(outcome)}`)
    if ((await this.#git(['cat-file', '-e', `${commit}^{commit}`])).code !== 0)
      throw new JournalError('conflict', `${ref} moved while it was read`)
  }

  #remote(args: readonly string[]): Promise<GitOutcome> {
    return askRemote(this.#options.place, args, this.#options.token)
  }

  #git(args: readonly string[], stdin = ''): Promise<GitOutcome> {
    const { name, email } = AUTHOR
    const environment = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email }
    return runGit(this.#options.place, args, { stdin, environment })
  }

  async #ask(args: readonly string[], stdin = ''): Promise<string> {
    const { code, stdout, stderr } = await this.#git(args, stdin)
    if (code !== 0) throw new JournalError('unavailable', `git ${args[0]} failed: ${stderr.trim()}`)
    return stdout
  }
}

/** The server takes no such ref; not a matter of credentials. */
class RefRefused extends JournalError {
  constructor(message: string) {
    super('unavailable', message)
  }
}

/** What git forbids in a part of a ref, and names may have: two dots, a dot at the ends, `.lock`. */
function refComponent(name: string): string {
  return name.replace(/^\.|\.(?=\.|$)|\.(?=lock$)/g, '%2E')
}

function reasonIn({ stderr }: GitOutcome): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /^( ! |remote: error|fatal|error)/.test(line)) ?? lines.at(-1) ?? 'git said nothing').trim()
}
