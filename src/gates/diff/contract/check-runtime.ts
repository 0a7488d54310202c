import type { Finding } from '../finding.ts'
import type { Contract } from './contract.ts'
import { unregisteredDomains } from './registered-domains.ts'

type Limits = { readonly version: number; readonly opset: number; readonly ir: number }

/**
 * Newest opset of ai.onnx and IR version that a release of onnxruntime loads. 1.14 to 1.18 from its published version matrix
 * (docs/Versioning.md), 1.22 and 1.30 from what the releases 1.22.1 and 1.30.0 answer. `version` is the minor one of 1.x.
 */
const RELEASES: readonly Limits[] = [
  { version: 14, opset: 18, ir: 8 },
  { version: 16, opset: 19, ir: 9 },
  { version: 17, opset: 20, ir: 9 },
  { version: 18, opset: 21, ir: 10 },
  { version: 22, opset: 22, ir: 10 },
  { version: 30, opset: 26, ir: 13 },
]

/** A version of onnxruntime, and who says that it serves: the policy, a lock file. */
export type DeclaredRuntime = { readonly version: string; readonly source: string }

export type RuntimeCheck = { readonly findings: readonly Finding[]; readonly notes: readonly string[] }

/** Whether what serves the model can load it. Of two that load less the one is asked, and each once. */
export function checkRuntime(candidate: Contract, declared: readonly DeclaredRuntime[]): RuntimeCheck {
  const checks = declared
    .filter(({ version }, index) => declared.findIndex((other) => other.version === version) === index)
    .map((one) => checkOne(candidate, one))
  return { findings: checks.flatMap(({ findings }) => findings), notes: checks.flatMap(({ notes }) => notes) }
}

/** Between two known releases only what both say is said. */
function checkOne(candidate: Contract, { version: declared, source }: DeclaredRuntime): RuntimeCheck {
  const minor = Number(/^1\.(\d+)/.exec(declared)?.[1] ?? Number.NaN)
  const known = RELEASES.findLast(({ version }) => version <= minor)
  if (known === undefined)
    return { findings: [], notes: [`What onnxruntime ${declared} (${source}) loads is not known: the model was not checked against it.`] }
  const next = RELEASES.find(({ version }) => version > known.version && minor > known.version)
  return {
    findings: [
      ...exceeding('opset of ai.onnx', candidate.opsets['ai.onnx'] ?? 0, [known.opset, next?.opset ?? null], declared),
      ...exceeding('IR version', candidate.irVersion, [known.ir, next?.ir ?? null], declared),
      ...unregistered(candidate, declared),
    ],
    notes: [],
  }
}

/** @param limits of the last known release, and of the next one where the declared lies between both */
function exceeding(what: string, value: number, [surely, perhaps]: readonly [number, number | null], declared: string): Finding[] {
  if (value <= surely) return []
  const certain = perhaps === null || value > perhaps
  const message = certain
    ? `onnxruntime ${declared}, which serves the model, cannot load this ${what}.`
    : `onnxruntime ${declared}, which serves the model, may not load this ${what}.`
  const limit = certain ? `at most ${perhaps ?? surely}` : `${surely} is sure`
  return [{ rule: 'RUNTIME_TOO_OLD', subject: what, message, evidence: `${value}, ${limit}`, ...(certain ? {} : { severity: 'risky' }) }]
}

/** No release brings the operators of other domains: whoever serves such a model loads a library of its own. */
function unregistered(candidate: Contract, declared: string): Finding[] {
  return unregisteredDomains(candidate).map((domain) => {
    const message = `onnxruntime ${declared}, which serves the model, does not register operators of this domain.`
    return { rule: 'RUNTIME_TOO_OLD', subject: `domain ${domain}`, message, evidence: '' }
  })
}
