import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Instructions that change what quantised models answer, or how fast: as /proc/cpuinfo spells them (x86, then Arm). */
const FEATURES = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'amx_bf16', 'asimddp', 'i8mm', 'bf16', 'sve']

/** For the verdict: int8 answers differ between CPUs with VNNI and without. */
export function cpuFacts(): { readonly cpu: string; readonly features: readonly string[] } {
  const present = flags()
  return { cpu: cpus()[0]?.model.trim() || process.arch, features: FEATURES.filter((name) => present.has(name)) }
}

function flags(): ReadonlySet<string> {
  try {
    const line = readFileSync('/proc/cpuinfo', 'utf8').match(/^(?:flags|Features)\s*:(.*)$/m)?.[1] ?? ''
    return new Set(line.trim().split(/\s+/))
  } catch {
    return new Set()
  }
}
