import type { Published } from './ports.ts'

/** Where people say what they want in comments, and are answered. `adapters/conversation/` implements it. */
export interface Conversation {
  /** As it stands now; null when it is gone. @throws PublishingRefused */
  readComment(id: number): Promise<SpokenComment | null>
  /** Under the comment; the same one twice is one. @throws PublishingRefused */
  react(id: number, reaction: Reaction): Promise<void>
  /** What this very login has said on the issue with a body that begins so, oldest first. @throws PublishingRefused */
  ownComments(issue: number, beginning: string): Promise<readonly string[]>
  /** Keeps exactly one comment that begins with this marker. @throws PublishingRefused */
  answer(issue: number, marker: string, body: string): Promise<Published>
}

export type Reaction = 'eyes' | '+1' | '-1' | 'confused'

export type SpokenComment = {
  readonly id: number
  readonly body: string
  readonly login: string
  /** Written by a person's own hand: neither a bot's nor an app's. */
  readonly isPerson: boolean
  /** Changed after it was written, by whomever. */
  readonly isEdited: boolean
  readonly createdAtMs: number
  readonly url: string
}

/** Brings a change of one file before people, as a pull request: nothing is checked out, and nothing of the repository is run. */
export interface Proposals {
  /** null: there is no such pull request. @throws PublishingRefused */
  findPullRequest(number: number): Promise<{ readonly base: string; readonly isOpen: boolean } | null>
  /**
   * One open pull request for a branch, however often and by how many it is asked for.
   *
   * @throws PublishingRefused, and whatever `edit` throws
   */
  propose(change: ProposedChange): Promise<Proposed>
}

export type ProposedChange = {
  /** Belongs to the change alone: what lies there from an earlier try is replaced. */
  readonly branch: string
  /** Where the change is to go. */
  readonly base: string
  /** From the root of the repository. */
  readonly path: string
  /** The file's new text, given how it stands in `base`; null: nothing is to be changed. */
  edit(text: string): string | null
  readonly message: string
  readonly title: string
  readonly body: string
}

export type Proposed =
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'opened' | 'there-already'; readonly url: string }
  /** The branch is there, but the token may not open pull requests; `url` is the page on which a person does. */
  | { readonly kind: 'branch-only'; readonly url: string; readonly why: string }
