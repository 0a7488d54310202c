import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded draws; two streams with different seeds are independent. */
export type Random = { uniform(): number; normal(): number }

export function randomFrom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const uniform = () => uniformFloat64(generator)
  for (let draw = 0; draw < WARM_UP; draw++) uniform()
  let spare: number | null = null
  /** Box and Muller 1958: two uniforms give two independent normals. */
  const normal = () => {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  return { uniform, normal }
}

/** Streams of neighbouring seeds begin alike. */
const WARM_UP = 32
