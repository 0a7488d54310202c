import type { Annotation } from '../../host/annotations.ts'
import type { Check } from '../../judge/check.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { consequenceOf, inOrderOfConcern } from '../../judge/worst-check.ts'
import type { Answer } from '../../report/settle.ts'
import type { Session } from '../session.ts'

type Policy = Pick<Session['policy'], 'where' | 'models'>
type Place = Pick<Annotation, 'file' | 'line'>

/** Enough for every rule of a policy; a model has thousands of slices, and all stand in the report. */
const MOST_OF_ONE = 60

/** Each finding at the line of the policy that asked, or in the data file that it is about. */
export function annotationsOf(answers: readonly Answer[], session: { readonly policy: Policy; readonly policyPath: string }): Annotation[] {
  return answers.flatMap((answer) => {
    const { verdict, model, gate } = answer
    if (verdict.verdict === 'pass' || verdict.reasonCode === 'IN_PROGRESS') return []
    const section = verdict.rollout === null ? 'metrics' : 'guardrails'
    const findings = inOrderOfConcern(verdict.checks).filter((check) => isFinding(check))
    const at = (path: readonly string[]) => placeOf(session, [model, gate, ...path])
    if (findings.length === 0) return [ofWhole(verdict, model, dataFileOf(verdict) ?? at([]))]
    return findings.slice(0, MOST_OF_ONE).map((check) => ofCheck(check, model, at([section, ...check.id.split('.')])))
  })
}

function isFinding(check: Check): boolean {
  return consequenceOf(check) !== 'pass' && check.outcome !== 'not-applicable'
}

function ofWhole({ verdict, reasonCode, message }: Verdict, model: string, place: Place): Annotation {
  return { level: verdict === 'warn' ? 'warning' : 'error', title: `${model}: ${verdict} (${reasonCode})`, message, ...place }
}

function ofCheck(check: Check, model: string, place: Place): Annotation {
  const level = consequenceOf(check) === 'warn' ? 'warning' : 'error'
  const on = check.slice === null ? '' : ` on ${check.slice}`
  return { level, title: `${model}: ${check.id}${on} (${check.reasonCode ?? check.outcome})`, message: check.message, ...place }
}

/** Line of the nearest key that stands in the pull request's own file: what only the base commit has, has no line there. */
function placeOf({ policy, policyPath }: { readonly policy: Policy; readonly policyPath: string }, path: readonly string[]): Place {
  for (let length = path.length; length > 0; length--) {
    const line = /^(?<file>.+):(?<line>\d+):\d+$/.exec(policy.where(path.slice(0, length)))?.groups?.['line']
    if (line !== undefined) return { file: policyPath, line: Number(line) }
  }
  return { file: policyPath }
}

/** A fault of the data is shown in its file, where that is one of the checkout. */
function dataFileOf({ reasonCode, subject: { data } }: Verdict): Place | null {
  if (!OF_DATA.some((code) => code === reasonCode)) return null
  const plain = data.find(({ reference }) => !/^[A-Za-z][A-Za-z0-9+.-]+:|[*?[{,]|\.\./.test(reference))
  return plain === undefined ? null : { file: plain.reference, line: 1 }
}

const OF_DATA = ['DATA_INVALID', 'ROWS_DO_NOT_PAIR', 'EMPTY_SLICE', 'LFS_POINTER']
