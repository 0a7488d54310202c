import { candidateReference } from '../../sources/subjects/subject.ts'
import { type DataFiles, type FilesRequest, findModelFiles, type ModelFiles, resolveData } from '../evaluate/model-files.ts'
import { type DeclaredServing, findServingFiles, type ServingFile } from './serving/serving-files.ts'

export type DiffFiles = ModelFiles & {
  /** Data that the policy names to compare with; without any, the data of the baseline's commit are. */
  readonly references: readonly DataFiles[]
  /** What serves the model beside the model itself. */
  readonly serving: readonly ServingFile[]
}

/** What the policy names beside the model and its evaluation data. */
export type AlsoCompared = { readonly references: readonly string[]; readonly serving: DeclaredServing }

/** Which files are compared for one model, fetched and digested. */
export async function findDiffFiles(request: FilesRequest, { references, serving }: AlsoCompared): Promise<DiffFiles> {
  const { chosen, repository, model } = request
  const files = await findModelFiles(request)
  const where = request.where([model.name, 'data', 'reference'])
  const found: DataFiles[] = []
  for (const text of references) {
    const { reference } = await candidateReference(
      null,
      { text, where },
      chosen.candidate === 'released' ? 'working-tree' : chosen.candidate,
      repository,
    )
    found.push(await resolveData(request, [reference], where, 'reference data'))
  }
  const servingFiles = await findServingFiles({ ...request, where: (key) => request.where([model.name, 'serving', key]) }, serving)
  return { ...files, references: found, serving: servingFiles }
}
