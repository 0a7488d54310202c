import { formatCount } from '../../../judge/format-number.ts'
import type { BaseImage, LockedPackage, Lockfile } from '../../../sources/lockfiles/lockfile.ts'
import type { Finding } from '../finding.ts'
import { touchesInference } from './inference-packages.ts'

export type PackagesDiff = { readonly findings: readonly Finding[]; readonly notes: readonly string[] }

/** Which packages and images of one file changed. @param path for messages */
export function diffPackages(path: string, before: Lockfile, after: Lockfile): PackagesDiff {
  const names = [...new Set([...before.packages.keys(), ...after.packages.keys()])].sort()
  const changed = names.filter((name) => before.packages.get(name)?.written !== after.packages.get(name)?.written)
  const touching = changed.filter(touchesInference)
  const others = changed.length - touching.length
  return {
    findings: [
      ...touching.map((name) => packageChanged(path, name, before.packages.get(name), after.packages.get(name))),
      ...diffImages(path, before.images, after.images),
    ],
    notes:
      others === 0
        ? []
        : [`${path}: ${formatCount(others)} other ${others === 1 ? 'package' : 'packages'} changed, none known to touch inference.`],
  }
}

function packageChanged(path: string, name: string, before: LockedPackage | undefined, after: LockedPackage | undefined): Finding {
  const what = before === undefined ? 'is new' : after === undefined ? 'is gone' : 'has another version'
  const evidence = `${before?.written ?? 'none'} → ${after?.written ?? 'none'} in ${path}`
  return { rule: 'DEPENDENCY_CHANGED', subject: name, message: `A package that touches inference ${what}.`, evidence }
}

/** Stage by stage: what a Dockerfile ends in may start from any of them. */
function diffImages(path: string, before: readonly BaseImage[], after: readonly BaseImage[]): Finding[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => [before[index], after[index]] as const).flatMap(
    ([one, other]): Finding[] => {
      const [was, is] = [imageInWords(one), imageInWords(other)]
      if (was === is) return []
      const subject = other?.name ?? one?.name ?? path
      return [
        {
          rule: 'BASE_IMAGE_CHANGED',
          subject,
          message: 'The image that serving is built on is another.',
          evidence: `${was} → ${is} in ${path}`,
        },
      ]
    },
  )
}

function imageInWords(image: BaseImage | undefined): string {
  if (image === undefined) return 'none'
  const { name, tag, digest } = image
  return `${name}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}

/** What a file leaves open, so that the same file gives another environment tomorrow. */
export function findUnpinned(path: string, { packages, images }: Lockfile): Finding[] {
  const open = [...packages].filter(([name, { versions }]) => versions.length === 0 && touchesInference(name))
  return [
    ...open.map(([subject, { written }]): Finding => {
      return { rule: 'DEPENDENCY_NOT_PINNED', subject, message: 'No exact version is named.', evidence: `${written} in ${path}` }
    }),
    ...images
      .filter(({ digest }) => digest === null)
      .map((image): Finding => {
        return {
          rule: 'DEPENDENCY_NOT_PINNED',
          subject: image.name,
          message: 'The image has no digest.',
          evidence: `${imageInWords(image)} in ${path}`,
        }
      }),
  ]
}
