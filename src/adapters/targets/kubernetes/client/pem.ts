import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../../../../errors.ts'

type Keys<Key extends string> = { readonly [Name in Key | `${Key}-data`]?: unknown }

/** `…-data` in base64 wins over the file, as with kubectl; null without either. @throws UsageError for a file that cannot be read */
export async function pemOf<Key extends string>(
  { value, file, folder }: { readonly value: Keys<Key>; readonly file: string; readonly folder: string },
  key: Key,
): Promise<string | null> {
  const data: unknown = value[`${key}-data`]
  if (typeof data === 'string' && data !== '') return Buffer.from(data, 'base64').toString('utf8')
  const path: unknown = value[key]
  if (typeof path !== 'string' || path === '') return null
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (error) {
    throw new UsageError({
      where: `${file}, \`${key}\``,
      found: error instanceof Error ? error.message : String(error),
      expected: 'a file in PEM',
      remedy: 'Relative paths start from the folder of the kubeconfig.',
    })
  }
}
