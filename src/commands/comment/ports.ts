import { UsageError } from '../../errors.ts'
import type { Run } from '../../host/event.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import type { Conversation, Proposals, SpokenComment } from '../../report/conversation.ts'
import type { People } from '../../rollout/ports.ts'
import { REAL, type RolloutPorts } from '../rollout/ports.ts'
import { teamsTokenIn } from '../teams-token.ts'

export type CommentInputs = InputsOf<'comment'>

/** How comments reach what is outside; tests pass fakes. Each is opened when it is first needed. */
export interface CommentPorts {
  readonly rollout: RolloutPorts
  conversation(inputs: CommentInputs, world: World): Promise<Conversation>
  proposals(inputs: CommentInputs, world: World): Promise<Proposals>
  people(inputs: CommentInputs, world: World): Promise<People>
}

/** What all parts of one call share. */
export type Asked = {
  readonly comment: SpokenComment
  readonly issue: number
  readonly isPullRequest: boolean
  readonly inputs: CommentInputs
  readonly world: World
  readonly outside: CommentPorts
  readonly people: People
}

export const GITHUB: CommentPorts = {
  rollout: REAL,
  async conversation(inputs, world) {
    const { openConversation } = await import('../../adapters/registry.ts')
    return openConversation(connection(inputs, world))
  },
  async proposals(inputs, world) {
    const { openProposals } = await import('../../adapters/registry.ts')
    return openProposals(connection(inputs, world), runOf(world).serverUrl)
  },
  async people(inputs, world) {
    const { openPeople } = await import('../../adapters/registry.ts')
    return openPeople(connection(inputs, world), teamsTokenIn(world))
  },
}

function connection({ githubToken }: CommentInputs, world: World) {
  if (githubToken !== null)
    return { token: githubToken, run: runOf(world), signal: world.signal, log: (line: string) => world.host.log.info(line) }
  throw new UsageError({
    where: '--github-token',
    found: 'nothing',
    expected: 'a token that reads and writes comments',
    remedy: 'Leave the input `github-token` out: the action takes the token of the job.',
  })
}

function runOf({ run }: World): Run {
  if (run === null) throw new Error('there is no run')
  return run
}
