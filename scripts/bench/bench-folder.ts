import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for the data, removed at the end unless it is to be used again. */
export async function withBenchFolder(keep: boolean, work: (folder: string) => Promise<void>): Promise<void> {
  const kept = join(tmpdir(), 'sluice-bench')
  if (keep) mkdirSync(kept, { recursive: true })
  const folder = keep ? kept : mkdtempSync(`${kept}-`)
  try {
    await work(folder)
  } finally {
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
}
