import { normaliseName } from '../../../sources/lockfiles/lockfile.ts'
import type { Contract } from '../contract/contract.ts'
import type { Finding } from '../finding.ts'
import { isOnnxruntime, packageMeant, touchesInference } from './inference-packages.ts'

/** A version that some file serves with. */
export type Served = { readonly name: string; readonly versions: readonly string[]; readonly path: string }

/** The declared runtime decides what the model may use; a lock file that has another one says that it is not what serves. */
export function checkDeclared(declared: string | null, served: readonly Served[]): Finding[] {
  if (declared === null) return []
  return served
    .filter(({ name }) => isOnnxruntime(name))
    .flatMap(({ name, versions, path }) => {
      const others = versions.filter((version) => !isWithin(declared, version))
      if (others.length === 0) return []
      const evidence = `serving.onnxruntime ${declared}, ${path} ${others.join(', ')}`
      return [
        { rule: 'RUNTIME_DECLARED_OTHERWISE', subject: name, message: 'The policy declares another version than is installed.', evidence },
      ]
    })
}

/** 1.22.1 is a 1.22; 1.220 is none. */
function isWithin(declared: string, version: string): boolean {
  return version === declared || version.startsWith(`${declared}.`) || version.startsWith(`${declared}+`)
}

/** What the model's file says that it was made with, against what serves it. */
export function checkTrainedWith(contract: Pick<Contract, 'metadata' | 'producer'>, served: readonly Served[]): Finding[] {
  return [...versionsOf(contract)].flatMap(([name, trained]) =>
    served
      .filter((one) => one.name === name && one.versions.length > 0)
      .flatMap(({ versions, path }) => {
        if (versions.some((version) => version === trained)) return []
        // A patch release mends; a minor one may change defaults and numbers.
        const isNear = versions.some((version) => minorOf(version) === minorOf(trained))
        const evidence = `${trained} in the model, ${versions.join(', ')} in ${path}`
        const severity = isNear ? ({ severity: 'info' } as const) : {}
        return [
          {
            rule: 'TRAINED_WITH_OTHER_VERSION',
            subject: name,
            message: 'The model was made with another version.',
            evidence,
            ...severity,
          } as const,
        ]
      }),
  )
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

const VERSION = /^v?(\d+(?:\.\d+)+\S*)$/

/** The exporter, and entries such as `sklearn_version: 1.5.0` or a JSON object of names and versions. */
function versionsOf({ metadata, producer }: Pick<Contract, 'metadata' | 'producer'>): ReadonlyMap<string, string> {
  const said = [
    [producer.name, producer.version] as const,
    ...Object.entries(metadata).flatMap(([key, value]): (readonly [string, string])[] => [[key, value], ...listedIn(value)]),
  ]
  return new Map(
    said.flatMap(([word, text]) => {
      const name = packageMeant(normaliseName(word))
      const version = VERSION.exec(text.trim())?.[1]
      return version === undefined || !touchesInference(name) ? [] : [[name, version]]
    }),
  )
}

function listedIn(value: string): (readonly [string, string])[] {
  if (!value.startsWith('{')) return []
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed !== 'object' || parsed === null) return []
    return Object.entries(parsed).flatMap(([name, version]) => (typeof version === 'string' ? [[name, version] as const] : []))
  } catch {
    return []
  }
}
