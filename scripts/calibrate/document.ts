export type CalibratedGate = 'evaluate' | 'diff' | 'rollout' | 'benchmark'

/** What the command wrote into docs/calibration.md. */
export function readBlock(markdown: string, gate: CalibratedGate = 'evaluate'): string {
  const { from, to } = placeOf(markdown, gate)
  return markdown.slice(from, to).trim()
}

export function fillBlock(markdown: string, content: string, gate: CalibratedGate = 'evaluate'): string {
  const { from, to } = placeOf(markdown, gate)
  return `${markdown.slice(0, from)}\n\n${content}\n\n${markdown.slice(to)}`
}

function placeOf(markdown: string, gate: CalibratedGate): { from: number; to: number } {
  const [opening, closing] = [`<!-- calibrate: ${gate} -->`, `<!-- /calibrate: ${gate} -->`]
  const begin = markdown.indexOf(opening)
  const to = markdown.indexOf(closing)
  if (begin === -1 || to < begin) throw new Error(`docs/calibration.md: expected the markers ${opening} and ${closing}`)
  return { from: begin + opening.length, to }
}
