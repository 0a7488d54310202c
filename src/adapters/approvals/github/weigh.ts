import { type ApprovalAnswer, PeopleError } from '../../../rollout/ports.ts'
import { isSameName, lackOf } from '../../../rollout/who-may.ts'
import { type Look, pending } from './look.ts'

/** What somebody said about the request, wherever it was. */
export type Voice = {
  readonly says: 'yes' | 'no'
  /** null: the account is gone. */
  readonly login: string | null
  /** Neither a bot nor an app in a person's name. */
  readonly isPerson: boolean
  /** Goes on after a login: "approved in review https://…". */
  readonly said: string
  /** Why it counts from nobody, as the rest of a sentence about it; null: it depends on who said it. */
  readonly flaw: string | null
  /** The same, for what is asked only of an answer that would count otherwise: as it is at this moment. */
  confirm?(): Promise<string | null>
}

const MOST_REASONS = 3

type Around = Pick<Look, 'people' | 'rule' | 'pull'>

/**
 * One no that counts outweighs any number of yes; of these one is enough. A no that nobody can say of whether it counts leaves the question
 * open: it may be one that does.
 *
 * @param voices newest first
 * @param unheard what is said while nobody has said anything
 */
export async function weigh(voices: readonly Voice[], around: Around, unheard: string): Promise<ApprovalAnswer> {
  const reasons: string[] = []
  const known = new Map<string, Promise<string | null>>()
  for (const says of ['no', 'yes'] as const) {
    for (const voice of voices.filter((one) => one.says === says)) {
      const { login, said } = voice
      const { why, isUnsure } = await hear(voice, around, known)
      if (why === null) return { kind: says === 'no' ? 'refused' : 'approved', by: login, why: said }
      const reason = `${login === null ? 'Somebody' : `@${login}`} ${said}, but ${why}`
      if (says === 'no' && isUnsure) return pending(reason)
      reasons.push(reason)
    }
  }
  return pending(reasons.length === 0 ? unheard : `${[...new Set(reasons)].slice(0, MOST_REASONS).join('; ')}.`)
}

/** @param known what was found out about people in this look: nobody is asked about twice */
async function hear(voice: Voice, around: Around, known: Map<string, Promise<string | null>>) {
  try {
    const key = `${voice.says} ${voice.isPerson} ${voice.login}`
    const ofPerson = () => known.get(key) ?? whyNot(voice, around)
    const asked = voice.flaw === null ? ofPerson() : null
    if (asked !== null) known.set(key, asked)
    const why = voice.flaw ?? (await asked) ?? (await voice.confirm?.()) ?? null
    return { why, isUnsure: false }
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error
    return { why: error.message, isUnsure: true }
  }
}

/** Why the answer of this person does not count, as the rest of a sentence. @throws PeopleError when it cannot be told */
async function whyNot({ login, isPerson, says }: Voice, { people, rule, pull }: Around): Promise<string | null> {
  if (login === null) return 'the account is gone'
  if (!isPerson) return 'that is no person: bots and apps cannot answer'
  // An author who says no is heard: it only ever stops.
  if (says === 'yes' && rule.selfApproval === 'refuse') {
    if (pull === null) return 'the author of the change is not known, so that nobody can be told from them'
    if (pull.author !== null && isSameName(pull.author, login)) return 'wrote the pull request, and `self-approval` is refused'
  }
  const lack = await lackOf(login, { permission: rule.permission, users: rule.users ?? [], teams: rule.teams ?? [] }, people)
  if (lack === null) return null
  if (lack.of === 'permission') return `has only ${lack.has}, ${rule.permission} is asked`
  return 'is neither among `users` nor in one of the `teams` who may answer'
}
