export type Point = readonly [x: number, y: number]

/** Shortest step that is kept at first, of a path that crosses the unit square: half a pixel or so of a printed figure. */
const FINEST = 0.01

/**
 * A path of any number of points, of which at most `most` are kept. Kept points are points of the path, unchanged; one that is left out
 * lies within one step (|dx| + |dy|) of a kept one. The step grows when a path turns out longer, so no array of all points is made.
 */
export class ThinnedPath {
  private kept: Point[] = []
  private step = FINEST
  private last: Point | null = null
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  add(x: number, y: number): void {
    const before = this.kept.at(-1)
    this.last = [x, y]
    if (before !== undefined && Math.abs(x - before[0]) + Math.abs(y - before[1]) < this.step) return
    this.kept.push(this.last)
    if (this.kept.length > this.most - 1) this.coarsen()
  }

  /** The first and the last point are always among them. */
  points(): Point[] {
    const { kept, last } = this
    return last === null || kept.at(-1) === last ? kept : [...kept, last]
  }

  private coarsen(): void {
    const points = this.kept
    this.step *= 2
    this.kept = []
    for (const [x, y] of points) {
      const before = this.kept.at(-1)
      if (before === undefined || Math.abs(x - before[0]) + Math.abs(y - before[1]) >= this.step) this.kept.push([x, y])
    }
    if (this.kept.length > this.most - 1) this.coarsen()
  }
}
