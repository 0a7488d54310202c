import * as z from 'zod'
import { duration } from '../../gates/section/duration.ts'
import { deferred, key, section } from '../../gates/section/section.ts'
import { share } from '../../gates/section/share.ts'
import { listOf, mapOf, oneOf } from '../../gates/section/values.ts'
import { guardrailSection } from './guardrail.ts'
import { identitySection } from './identity.ts'
import { ofOneKind, TARGETS, TELEMETRY } from './kinds.ts'
import { LOGIN, TEAM } from './people-names.ts'

const ENVIRONMENT = 'the name of an environment: letters, digits, `.`, `_` and `-`'
const NAME = 'the name of a guardrail: letters, digits, `.`, `_` and `-`'
const LOGIN_WANTED = "somebody's login on GitHub, without `@`"
const login = z.string({ error: LOGIN_WANTED }).regex(LOGIN, { error: LOGIN_WANTED })
const TEAM_WANTED = 'the slug of a team, such as `ml-owners`, without its organisation'
const team = z.string({ error: TEAM_WANTED }).regex(TEAM, { error: TEAM_WANTED })
const WORKFLOW = 'the file name of a workflow in `.github/workflows`, such as `rollout-approve.yml`'
const anyKeys = z.looseObject({}, { error: 'a mapping' })
const time = (atLeast = '1s') => duration({ atLeast, atMost: '365d' })
const percent = (atLeast = 0, atMost = 100) => share({ atLeast, atMost })

const approvalSection = deferred(() =>
  section({
    before: key(listOf(percent(), 'a list of steps such as [50%]'), {
      meaning: 'Steps before which somebody is asked; `100%` stands for the promotion.',
      example: '[50%, 100%]',
      unit: 'shares',
    }),
    by: key(oneOf('environment', 'pull-request-review', 'comment').prefault('environment'), {
      meaning: 'Where they are asked.',
      example: 'environment',
    }),
    users: key(listOf(login, 'a list of logins').optional(), {
      meaning: 'Who may answer a request; beside `teams`. With neither, whoever has `permission`.',
      example: '[alice]',
    }),
    teams: key(listOf(team, 'a list of team slugs').optional(), {
      meaning:
        "Teams of the repository's organisation whose members may answer; reading them needs a token that may (`SLUICE_TEAMS_TOKEN`).",
      example: '[ml-owners]',
    }),
    permission: key(oneOf('write', 'maintain', 'admin').prefault('maintain'), {
      meaning: 'Least permission in the repository that an answer needs, of everybody.',
      example: 'maintain',
    }),
    'self-approval': key(oneOf('refuse', 'allow').prefault('refuse'), {
      meaning: 'Whether the author of the pull request may answer.',
      example: 'allow',
    }),
    expires: key(time('1m').prefault('24h'), { meaning: 'A request without an answer is void after it.', example: '4h', unit: 'time' }),
    'on-rejection': key(oneOf('hold', 'rollback').prefault('hold'), {
      meaning: 'What a no does: the share stays and nobody advances, or it goes back.',
      example: 'rollback',
    }),
    workflow: key(
      z
        .string({ error: WORKFLOW })
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/, { error: WORKFLOW })
        .prefault('rollout-approve.yml'),
      {
        meaning: 'With `by: environment`: the workflow whose job waits in the environment.',
        example: 'rollout-approve.yml',
      },
    ),
  }),
)

/** How a model goes live. Its values are those of the protected branch; nothing of it is read from a pull request. */
export const rolloutSection = deferred(() =>
  section({
    environment: key(
      z
        .string({ error: ENVIRONMENT })
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: ENVIRONMENT })
        .prefault('production'),
      { meaning: "GitHub's environment, and the name of the journal.", example: 'production' },
    ),
    target: key(ofOneKind(TARGETS), {
      meaning: 'What moves the traffic; the keys of each kind are below.',
      example: '{ kind: command, run: ./my-target }',
    }),
    telemetry: key(ofOneKind(TELEMETRY), {
      meaning: 'Where live metrics come from; the keys of each kind are below.',
      example: '{ kind: prometheus, url: "https://prometheus.example.com", window: 1m }',
    }),
    identity: key(identitySection.optional(), {
      meaning: 'How an arm proves which model it serves; left out: the target tells.',
      example: '{ http: "https://…/version", equals: sha256 }',
    }),
    steps: key(listOf(percent(0.01, 100), 'a list of rising shares').prefault(['1%', '5%', '25%', '50%']), {
      meaning: 'Shares of the traffic, rising; after the last the model is promoted.',
      example: '[1%, 5%, 25%, 50%]',
      unit: 'shares',
    }),
    rehearse: key(time().optional(), {
      meaning: 'A/A before the first step: the canary serves the stable model.',
      example: '10m',
      unit: 'time',
    }),
    shadow: key(anyKeys.optional(), {
      meaning: 'Mirrored traffic before the first step.',
      example: '{ share: 10%, for: 1h, disagreement: 2% }',
    }),
    bake: key(time().prefault('10m'), { meaning: 'Least time of a step.', example: '10m', unit: 'time' }),
    'warm-up': key(time('0s').prefault('1m'), {
      meaning: 'After each change of the share the windows of this time do not count, in both arms.',
      example: '30s',
      unit: 'time',
    }),
    deadline: key(time().prefault('6h'), { meaning: 'Longest time of the rollout, from its start.', example: '6h', unit: 'time' }),
    'on-deadline': key(oneOf('ask', 'hold', 'rollback').prefault('ask'), {
      meaning: 'What happens then: somebody is asked, it holds, or it rolls back. It never promotes.',
      example: 'rollback',
    }),
    guardrails: key(
      mapOf(
        z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: NAME }),
        key(guardrailSection, {
          meaning: 'One live metric.',
          example: "{ requests: '…', failures: '…', margin: 25%, critical: true }",
        }),
        'a mapping of guardrails',
      ),
      {
        meaning: 'Live metrics that may stop the rollout.',
        example: "{ errors: { requests: '…', failures: '…', margin: { relative: 25%, absolute: 0.5pp }, critical: true } }",
      },
    ),
    'split-tolerance': key(percent().prefault('20%'), {
      meaning: 'Allowed deviation of the observed share from the one read back; beyond it the rollout holds.',
      example: '20%',
      unit: 'share',
    }),
    tick: key(time().prefault('5m'), {
      meaning: 'How often somebody calls `rollout` (the schedule of the workflow).',
      example: '5m',
      unit: 'time',
    }),
    lease: key(time().prefault('15m'), {
      meaning: 'Where the target has a dead man’s lease: its time, at least three ticks.',
      example: '15m',
      unit: 'time',
    }),
    'unattended-max': key(percent().prefault('5%'), {
      meaning: 'Largest share without a lease and without a watching job.',
      example: '5%',
      unit: 'share',
    }),
    'blind-max': key(time().prefault('15m'), {
      meaning: 'Without an evaluable window for so long the share falls to 0.',
      example: '15m',
      unit: 'time',
    }),
    'on-new-candidate': key(oneOf('refuse', 'replace', 'queue').prefault('refuse'), {
      meaning: 'When a second candidate comes: it is refused, it replaces the first (which is rolled back), or it waits.',
      example: 'replace',
    }),
    'false-rollback-rate': key(percent(0.001, 50).prefault('1%'), {
      meaning: 'Allowed chance of rolling a healthy candidate back.',
      example: '1%',
      unit: 'share',
    }),
    'false-promotion-rate': key(percent(0.001, 50).prefault('5%'), {
      meaning: 'Allowed chance of promoting a harmful candidate.',
      example: '5%',
      unit: 'share',
    }),
    approval: key(approvalSection.optional(), {
      meaning: 'Steps before which somebody is asked, and where.',
      example: '{ before: [50%], by: environment }',
    }),
    settle: key(time('0s').prefault('1h'), {
      meaning: 'How long after the promotion the way back stays open; a swap keeps the old model at 1% as control.',
      example: '1h',
      unit: 'time',
    }),
  }),
)

export type RolloutPolicy = z.output<typeof rolloutSection>
