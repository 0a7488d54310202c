import { randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MeasurementError } from '../../errors.ts'
import { spawnGroup } from '../git/spawn-group.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import type { Asked, Sources } from './sources.ts'
import { digestFile } from './store.ts'

/**
 * Runs the policy's or the caller's own command, which writes the file to `{out}` (also `$SLUICE_OUT`).
 *
 * It inherits the whole environment on purpose: aws, gcloud and dvc need their credentials. So whoever may write the policy may
 * use them. In a pull request that is its author, as with every other command of the workflow; jobs with secrets take their
 * policy from a protected ref (docs/threat-model.md).
 */
export async function resolveRun(text: string, command: string, asked: Asked, sources: Sources): Promise<ResolvedFile> {
  const folder = join(sources.scratch, 'run', randomBytes(8).toString('hex'))
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'out')
  const failed = (why: string, said: string) =>
    new MeasurementError(
      'REFERENCE_NOT_FOUND',
      `${asked.where}: \`${text}\`, which fetches the ${asked.role}, ${why}${quoted(said)}`,
      'Run the command by hand, with a path in place of {out}.',
    )
  const { ending, said } = await runCommand(command.replaceAll('{out}', shellWord(path)), path, sources)
  if (ending !== null) throw failed(ending, said)
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) throw failed('ended well but wrote no file to {out}', said)
  if (found.size > sources.maxBytes) throw failed(`wrote ${found.size} bytes, more than the limit of ${sources.maxBytes}`, '')
  return { reference: text, path, ...(await digestFile(path, sources.signal)) }
}

async function runCommand(command: string, out: string, sources: Sources): Promise<{ ending: string | null; said: string }> {
  const { signal, commandLimitMs } = sources
  const { child, ended } = spawnGroup('sh', ['-c', command], {
    cwd: sources.folder,
    env: { ...sources.environment, SLUICE_OUT: out },
    timeLimitMs: commandLimitMs,
    ...(signal === undefined ? {} : { signal }),
  })
  let said = ''
  const keepTail = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-TAIL_CHARS)
  }
  child.stdin.end()
  child.stdout.on('data', keepTail)
  child.stderr.on('data', keepTail)
  const { code, killedBy, timedOut } = await ended
  if (timedOut) return { ending: `did not end within ${commandLimitMs / 1000} s`, said }
  if (killedBy !== null) return { ending: `was ended by ${killedBy}`, said }
  return { ending: code === 0 ? null : `failed with exit code ${code}`, said }
}

/** Bare where nothing needs quoting, since the caller may have put {out} in quotes of its own. */
function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

/** Every line begins with a bar: the runner takes a line that begins with `::` for a command of ours. */
function quoted(said: string): string {
  const lines = said.split(/\r\n|\r|\n/).map((line) => line.replace(/[\p{Cc}]/gu, ' ').trimEnd())
  const shown = lines.filter((line) => line !== '').slice(-TAIL_LINES)
  return shown.length === 0 ? '' : `:\n${shown.map((line) => `  | ${line}`).join('\n')}`
}

const TAIL_CHARS = 4000
const TAIL_LINES = 12
