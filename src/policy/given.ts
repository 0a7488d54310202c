import { type MappingNode, nodeAt, type Path } from './node.ts'

/** Whether somebody wrote it: what Sluice filled in is no mistake of anybody. */
export function isGiven(model: MappingNode, path: Path): boolean {
  const node = nodeAt(model, path)
  return node !== undefined && node.origin.kind !== 'default'
}
