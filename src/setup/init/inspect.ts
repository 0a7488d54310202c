import { matchGlob } from '../../sources/references/glob.ts'
import { chooseVersions, type Family } from './choose-versions.ts'
import type { FoundModel, UnreadModel } from './found-models.ts'
import type { FoundTable, UnreadTable } from './found-tables.ts'
import { nameFor, type Proposal, type Stated } from './proposal.ts'
import { proposeOnnx } from './propose-onnx.ts'
import { isPredictions, proposePredictions } from './propose-predictions.ts'

/** All that was found in the repository, before anything is guessed. */
export type Findings = {
  readonly models: readonly FoundModel[]
  readonly unreadModels: readonly UnreadModel[]
  readonly tables: readonly FoundTable[]
  readonly unreadTables: readonly UnreadTable[]
  /** Models in formats that Sluice does not load: what they are, and the first of them. */
  readonly foreign: readonly { readonly format: string; readonly path: string }[]
  readonly files: number
  /** The repository has more files than were looked at. */
  readonly isCut: boolean
}

export type Asked = Stated & {
  /** A path or glob of the files to declare, each for itself; null: one of each family. */
  readonly modelFile: string | null
  /** Names a model whose path does not. */
  readonly folderName: string
}

/** A repository with more models than this wants to be told which: each is tried, and each becomes a block. */
export const MOST_MODELS = 20

export type Proposed = { readonly proposals: readonly Proposal[]; readonly leftOut: readonly string[] }

/** One block for each model: ONNX files with the data that fits them; files of predictions where there is no ONNX file. */
export function proposeModels(findings: Findings, asked: Asked): Proposed {
  const all = proposeAll(findings, asked)
  return { proposals: all.slice(0, MOST_MODELS), leftOut: all.slice(MOST_MODELS).map(({ path }) => path) }
}

function proposeAll({ models, tables }: Findings, asked: Asked): Proposal[] {
  const predictions = tables.filter(isPredictions)
  const rows = tables.filter((table) => !predictions.includes(table) || predictions.length === tables.length)
  const data = asked.evaluation === null ? rows : tables.filter(({ path }) => path === asked.evaluation)
  const taken = new Set<string>()
  const named = (path: string) => {
    const name = nameFor(path, asked.folderName, taken)
    taken.add(name)
    return name
  }
  const onnx = familiesOf(models, ({ signature }) => signature, asked.modelFile).map(({ current, others }): Proposal => {
    const versions = others.map(({ path, bytes }) => ({ path, bytes }))
    return { ...proposeOnnx(current, data, asked), name: named(current.path), versions }
  })
  if (onnx.length > 0) return onnx
  return familiesOf(predictions, columnsKey, asked.modelFile).flatMap(({ current, others }): Proposal[] => {
    const block = proposePredictions(current, data.length === 0 ? tables : data, asked)
    const versions = others.map(({ path, bytes }) => ({ path, bytes }))
    return block === null ? [] : [{ ...block, name: named(current.path), versions }]
  })
}

function familiesOf<File extends { readonly path: string }>(
  files: readonly File[],
  keyOf: (file: File) => string,
  asked: string | null,
): Family<File>[] {
  if (asked === null) return chooseVersions(files, keyOf)
  const chosen = new Set(
    matchGlob(
      asked,
      files.map(({ path }) => path),
    ),
  )
  const named = files.filter(({ path }) => chosen.has(path))
  return named.map((current) => ({ current, others: files.filter((file) => !chosen.has(file.path) && keyOf(file) === keyOf(current)) }))
}

/** Files of predictions of one folder with the same columns are versions; of another folder they may be of another model. */
function columnsKey({ path, columns }: FoundTable): string {
  return JSON.stringify([path.split('/').slice(0, -1), columns.map(({ name, kind }) => [name, kind])])
}
