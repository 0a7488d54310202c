import { distance } from 'fastest-levenshtein'
import { UsageError } from '../../errors.ts'
import { isGlob } from './glob.ts'

/** A file, or with a glob a set of files, named by a policy or an input. `text` is what the caller wrote, fit to be shown. */
export type Reference =
  | { readonly kind: 'path'; readonly text: string; readonly path: string; readonly glob: boolean }
  | { readonly kind: 'git'; readonly text: string; readonly revision: string; readonly path: string; readonly glob: boolean }
  | { readonly kind: 'https'; readonly text: string; readonly url: string; readonly sha256: string }
  | { readonly kind: 'artifact'; readonly text: string; readonly name: string }
  | { readonly kind: 'released'; readonly text: string }
  | { readonly kind: 'run'; readonly text: string; readonly command: string }

/**
 * `path` (globs for data) · `git:<rev>:<path>` · `https://…#sha256=<hex>` · `artifact:<name>` · `released` · `run:<command with {out}>`.
 * A path that looks like a scheme is written `./like:this`.
 *
 * @param where the input (`--candidate`) or the policy's position (`sluice.yml:4:11`) that the reference stands in
 */
export function parseReference(text: string, where: string): Reference {
  const wrong = (found: string, expected: string, remedy: string) => new UsageError({ where, found, expected, remedy })
  if (text.trim() === '' || /[\0\r\n]/.test(text))
    throw wrong(text.trim() === '' ? 'an empty reference' : 'a line break in a reference', FORMS, 'Write one reference on one line.')
  if (text === 'released') return { kind: 'released', text }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1]
  if (scheme === undefined) return { kind: 'path', text, path: text, glob: isGlob(text) }
  const rest = text.slice(scheme.length + 1)
  switch (scheme) {
    case 'git':
      return gitReference(text, rest, wrong)
    case 'https':
      return httpsReference(text, wrong)
    case 'artifact':
      if (rest === '') throw wrong('`artifact:` without a name', '`artifact:<name>`', 'Name the artifact.')
      return { kind: 'artifact', text, name: rest }
    case 'run':
      if (!rest.includes('{out}'))
        throw wrong(
          `\`${text}\` without {out}`,
          '`run:<command with {out}>`',
          `For example \`${RUN_EXAMPLE}\`: Sluice puts the path of a fresh file there.`,
        )
      return { kind: 'run', text, command: rest }
    default:
      throw wrong(`the unknown scheme \`${scheme}:\` in \`${redact(text)}\``, FORMS, remedyFor(scheme, redact(text)))
  }
}

type Wrong = (found: string, expected: string, remedy: string) => UsageError

function gitReference(text: string, rest: string, wrong: Wrong): Reference {
  const [, revision = '', path = ''] = /^([^:]*):(.*)$/.exec(rest) ?? []
  if (revision === '' || path === '') throw wrong(`\`${text}\``, '`git:<rev>:<path>`', 'For example `git:main:models/income.onnx`.')
  if (revision.startsWith('-')) throw wrong(`the revision \`${revision}\``, 'a commit, branch or tag', 'A revision cannot begin with `-`.')
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (path.startsWith('/') || segments.includes('..') || segments.length === 0) {
    throw wrong(
      `the path \`${path}\``,
      'a path from the root of the repository, without `..`',
      'For example `git:main:models/income.onnx`.',
    )
  }
  return { kind: 'git', text, revision, path: segments.join('/'), glob: isGlob(path) }
}

function httpsReference(text: string, wrong: Wrong): Reference {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '')
    throw wrong(`\`${redact(text)}\``, '`https://<host>/<path>#sha256=<64 hex digits>`', 'Check the address.')
  if (url.username !== '' || url.password !== '') {
    throw wrong(
      'a user name or password in an address',
      'an address without credentials',
      `They would be shown in reports. Use \`${RUN_EXAMPLE}\` with credentials from the environment.`,
    )
  }
  const sha256 = /^#sha256=([0-9a-fA-F]{64})$/.exec(url.hash)?.[1]?.toLowerCase()
  if (sha256 === undefined) {
    throw wrong(
      `\`${redact(text)}\` without a digest`,
      '`https://…#sha256=<64 hex digits>`',
      'What lies at an address can change unseen: append what `sha256sum` prints for the file that you mean.',
    )
  }
  url.hash = ''
  return { kind: 'https', text: `${redact(url.href)}#sha256=${sha256}`, url: url.href, sha256 }
}

/** Values of a signed address are credentials; verdicts and reports show references. */
export function redact(address: string): string {
  return address
    .replace(/\/\/[^/@?#]*@/, '//…@')
    .replace(/([?&][^=&#]*(?:sig|signature|token|credential|key|secret|password)=)[^&#]*/gi, '$1…')
}

function remedyFor(scheme: string, text: string): string {
  if (scheme === 'http') return 'Plain http can be changed on the way: use https.'
  const tool = FETCHERS[scheme.toLowerCase()]
  if (tool !== undefined) return `Use the tool that speaks it: \`run:${tool.replace('{}', text)}\`.`
  const nearest = SCHEMES.find((known) => distance(known, scheme.toLowerCase()) <= 2)
  return nearest === undefined
    ? `A file whose name has a colon is written \`./${text}\`.`
    : `Did you mean \`${nearest}:\`? A file is written \`./${text}\`.`
}

const SCHEMES = ['git', 'https', 'artifact', 'run']
const FORMS = 'a path, `git:<rev>:<path>`, `https://…#sha256=<hex>`, `artifact:<name>`, `released` or `run:<command with {out}>`'
const RUN_EXAMPLE = 'run:aws s3 cp s3://bucket/model.onnx {out}'

/** Commands that write one file of a store to a path; people know them, and they know the credentials. */
const FETCHERS: Readonly<Record<string, string>> = {
  s3: 'aws s3 cp {} {out}',
  gs: 'gcloud storage cp {} {out}',
  az: 'az storage blob download --blob-url {} --file {out}',
  ftp: 'curl -fsSLo {out} {}',
  file: 'cp {} {out}',
}
