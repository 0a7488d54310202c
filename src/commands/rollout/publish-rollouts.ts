import { join } from 'node:path'
import type { World } from '../../host/world.ts'
import { worst } from '../../judge/exit-code.ts'
import type { RolloutPart } from '../../judge/rollout-part.ts'
import { renderVerdict, type Verdict } from '../../judge/verdict.ts'
import { renderReport } from '../../report/markdown-report.ts'
import { type RolloutVerdict, renderRolloutText } from '../../report/rollout/terminal.ts'
import { isOpen } from '../../rollout/fold.ts'
import { renderJson } from '../../rollout/passport/render-json.ts'
import type { Passport } from '../../rollout/passport/schema.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { verdictFileName } from '../publish-verdicts.ts'

const REPORT = 'report.md'

export type Told = {
  readonly verdict: Verdict
  readonly rollout: Rollout
  /** Of a model that this very call promoted. */
  readonly passport?: Passport | null
}

/** What a call says at its end: verdict files, report, outputs. */
export async function publishRollouts(
  told: readonly Told[],
  silent: readonly string[],
  { out, json }: { readonly out: string; readonly json: boolean },
  world: World,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const verdicts = told.flatMap(({ verdict }) => withPart(verdict))
  const passports = told.flatMap(({ passport }) => (passport === undefined || passport === null ? [] : [passport]))
  const word = worst(verdicts)
  const [worstOne] = told.filter(({ verdict }) => verdict.verdict === word)
  const markdown = [...(verdicts.length === 0 ? [] : [renderReport(verdicts)]), ...silent.map((line) => `${line}\n`)].join('\n')
  await world.host.publish({
    out,
    files: new Map([
      ...verdicts.map((one) => [verdictFileName(one), renderVerdict(one)] as const),
      ...passports.flatMap(filesOf),
      [REPORT, markdown],
    ]),
    markdown,
    stdout: json ? { kind: 'json', value: verdicts } : { kind: 'text', text: [...verdicts.map(renderRolloutText), ...silent].join('\n') },
    outputs: {
      ...(worstOne === undefined ? { state: 'none', 'reason-code': 'NO_ROLLOUT' } : outputsOf(worstOne, out)),
      'report-file': join(out, REPORT),
      // Empty where none is set: of a promotion long ago nothing is signed again.
      ...(passports.length === 0 ? {} : { passports: JSON.stringify(passports.map((one) => namesOf(one, out))) }),
      ...more,
    },
    annotations: verdicts.flatMap(({ verdict, model, reasonCode, message, policy }) =>
      verdict === 'pass' || reasonCode === 'IN_PROGRESS'
        ? []
        : [
            {
              level: verdict === 'warn' ? ('warning' as const) : ('error' as const),
              title: `${model}: ${reasonCode}`,
              message,
              file: policy.path,
            },
          ],
    ),
  })
}

const passportFileName = (model: string) => `${model}.passport.json`
/** actions/attest makes the statement itself, and takes the predicate alone. */
const predicateFileName = (model: string) => `${model}.passport.predicate.json`

function filesOf(passport: Passport): [name: string, content: string][] {
  const { model } = passport.predicate
  return [
    [passportFileName(model), renderJson(passport)],
    [predicateFileName(model), renderJson(passport.predicate)],
  ]
}

function namesOf({ predicate: { model, candidate } }: Passport, out: string): Record<string, string> {
  return { name: model, digest: candidate.sha256, file: join(out, passportFileName(model)), predicate: join(out, predicateFileName(model)) }
}

function outputsOf({ verdict, rollout }: Told, out: string): Record<string, string> {
  const next = isOpen(rollout) ? new Date(Date.now() + rollout.settings.tickMs).toISOString() : ''
  return {
    verdict: verdict.verdict,
    'reason-code': verdict.reasonCode,
    'verdict-file': join(out, verdictFileName(verdict)),
    'rollout-id': rollout.id,
    state: rollout.state,
    weight: String(rollout.standsBp / 100),
    step: String(rollout.rung + 1),
    'next-tick-at': next,
  }
}

function withPart(verdict: Verdict): RolloutVerdict[] {
  const { rollout } = verdict
  const has = (one: Verdict, part: RolloutPart | null): one is RolloutVerdict => part !== null && one.rollout === part
  return has(verdict, rollout) ? [verdict] : []
}
