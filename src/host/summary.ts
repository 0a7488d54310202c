import { statSync } from 'node:fs'

/** GitHub refuses a step's whole summary above this. */
export const MAX_SUMMARY_BYTES = 1024 * 1024

const CUT_NOTICE = '\n\n> The rest did not fit into the summary; the whole report is in the report file.\n'

/** Appends Markdown to the step's summary; what others wrote there stays. */
export async function appendSummary(markdown: string, file: string | undefined): Promise<void> {
  if (file === undefined || file === '') return
  const room = MAX_SUMMARY_BYTES - sizeOf(file)
  const { summary } = await import('@actions/core')
  await summary.addRaw(fitSummary(markdown, room), true).write()
}

/** The whole text, or as many whole blocks (between blank lines) as fit, so that no table is cut in two. */
export function fitSummary(markdown: string, roomBytes: number): string {
  if (Buffer.byteLength(markdown) < roomBytes) return markdown
  const blocks = markdown.split('\n\n')
  let left = roomBytes - Buffer.byteLength(CUT_NOTICE) - 1
  const end = blocks.findIndex((block) => {
    left -= Buffer.byteLength(block) + 2
    return left < 0
  })
  const kept = blocks.slice(0, end).join('\n\n') + CUT_NOTICE
  return Buffer.byteLength(kept) < roomBytes ? kept : ''
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
