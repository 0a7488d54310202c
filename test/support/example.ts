import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'income')

/** The example's repository, without what somebody's own runs left in it. */
export function copyExample(folder: string): void {
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => basename(path) !== 'sluice-out' })
}
