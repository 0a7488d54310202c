import type { Readable } from 'node:stream'

/** Files that jobs of a run have uploaded. `adapters/artifacts/` implements it. */
export interface Artifacts {
  /**
   * Those of the run in question, the newest of each name first; what has expired is left out. In a `workflow_run` event that is the
   * run that triggered, else this run.
   *
   * @throws ArtifactsRefused
   */
  list(): Promise<readonly Artifact[]>
  /** The artifact as the zip archive that the server keeps. The stream fails where more than `maxBytes` arrive. @throws ArtifactsRefused */
  download(artifact: Artifact, maxBytes: number): Promise<Readable>
}

export type Artifact = {
  readonly id: number
  /** Chosen by whoever uploaded it: hostile text. */
  readonly name: string
  /** Of the archive, as the server says. */
  readonly bytes: number
}

/** The server does not hand them out. */
export class ArtifactsRefused extends Error {
  override readonly name = 'ArtifactsRefused'
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.remedy = remedy
  }
}
