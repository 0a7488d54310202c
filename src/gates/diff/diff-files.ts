import { candidateReference } from '../../sources/subjects/subject.ts'
import { type DataFiles, type FilesRequest, findModelFiles, type ModelFiles, resolveData } from '../evaluate/model-files.ts'

export type DiffFiles = ModelFiles & {
  /** Data that the policy names to compare with; without any, the data of the baseline's commit are. */
  readonly references: readonly DataFiles[]
}

/** Which files are compared for one model, fetched and digested. @param references as the policy writes them */
export async function findDiffFiles(request: FilesRequest, references: readonly string[]): Promise<DiffFiles> {
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
  return { ...files, references: found }
}
