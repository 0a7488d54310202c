import { type Dockerfile, DockerfileParser, type From } from 'dockerfile-ast'
import type { BaseImage, Lockfile } from './lockfile.ts'

/** The images that a Dockerfile starts from; stages that build on another stage start from nothing new. @throws Error without a FROM */
export function parseDockerfile(text: string): Lockfile {
  const file = DockerfileParser.parse(text)
  const froms = file.getFROMs()
  if (froms.length === 0) throw new Error('it has no FROM')
  const stages = new Set(froms.map((from) => from.getBuildStage()?.toLowerCase()))
  const images = froms
    .map((from) => imageOf(fillIn(from, file)))
    .filter(({ name }) => name !== 'scratch' && !stages.has(name.toLowerCase()))
  return { packages: new Map(), images, notes: [] }
}

/** `FROM python:${TAG}` with the default that an ARG before the first FROM gives it. */
function fillIn(from: From, file: Dockerfile): string {
  const defaults = new Map(
    file.getInitialARGs().map((argument) => [argument.getProperty()?.getName(), argument.getProperty()?.getValue() ?? null]),
  )
  const image = from.getImage() ?? ''
  return image.replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (whole, braced: string | undefined, otherwise: string | undefined, plain: string | undefined) => {
      return defaults.get(braced ?? plain) ?? otherwise ?? whole
    },
  )
}

/** The tag follows the last colon after the last slash: one before it is a registry's port. */
function imageOf(image: string): BaseImage {
  const [named = image, digest = null] = image.split('@', 2)
  const tag = /^(.*\/)?([^/:]+):([^/:]+)$/.exec(named)
  return tag === null ? { name: named, tag: null, digest } : { name: `${tag[1] ?? ''}${tag[2]}`, tag: tag[3] ?? null, digest }
}
