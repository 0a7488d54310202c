import { stringify } from 'yaml'
import { openAlerts } from '../../adapters/registry.ts'
import { UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { guardrailsOf, signalsOf } from '../../rollout/settings.ts'
import { AS_IT_LIES, applyPolicy } from '../applied-policy.ts'
import { gitHubRepository } from './github-repository.ts'
import { liveModelsOf } from './live-models.ts'
import { type LiveModel, REAL, type RolloutPorts } from './ports.ts'

type Inputs = InputsOf<'export'>

const HEADERS = {
  alerts: 'Written by `sluice export alerts`: write it again when the guardrails change. Load it by `rule_files` of Prometheus.',
  alertmanager:
    'Written by `sluice export alertmanager`. Merge `routes` and `receivers` into your configuration. `payload` needs Alertmanager 0.32 or newer; docs/alerts.md has a relay for older ones.',
}

/** What systems around Sluice are given of its policy; printed, so that it can be piped where it belongs. */
export async function exportDocument(inputs: Inputs, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  if (inputs.document === null)
    throw new UsageError({
      where: 'sluice export',
      found: 'nothing to export',
      expected: '`alerts`, `alertmanager` or `passport`',
      remedy: 'For example `sluice export alerts > sluice.rules.yml`.',
    })
  if (inputs.document === 'passport') return (await import('./export-passport.ts')).exportPassport(inputs, world, outside)
  const models = liveModelsOf(await applyPolicy(AS_IT_LIES, null, inputs, world))
  const document = inputs.document === 'alerts' ? await alertsOf(models) : await alertmanagerOf(models, inputs, world)
  // Long expressions stay as they were written: whoever reads an alert reads them.
  const yaml = `# ${HEADERS[inputs.document]}\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: inputs.json ? { kind: 'json', value: document } : { kind: 'text', text: yaml },
    outputs: {},
    annotations: [],
  })
  return 0
}

async function alertsOf(models: readonly LiveModel[]) {
  const { alertRulesOf } = await openAlerts()
  const all = models.map(({ model, rollout }) => {
    const { telemetry, environment } = rollout
    if (telemetry.kind !== 'prometheus')
      throw new UsageError({
        where: `models.${model.name}.rollout.telemetry`,
        found: `\`kind: ${telemetry.kind}\``,
        expected: '`kind: prometheus`: the rules are its queries',
        remedy: 'Name another model by `--model`, or let your own monitoring send the `repository_dispatch`; docs/alerts.md shows it.',
      })
    return alertRulesOf({ model: model.name, environment, telemetry, guardrails: guardrailsOf(rollout), signals: signalsOf(rollout) })
  })
  return { groups: all.flatMap(({ groups }) => groups) }
}

async function alertmanagerOf(models: readonly LiveModel[], { repository, relay }: Inputs, world: World) {
  const { alertmanagerConfigOf, promDuration } = await openAlerts()
  const tick = promDuration(Math.min(...models.map(({ rollout }) => rollout.tick)))
  if (relay === null) return alertmanagerConfigOf({ kind: 'github', ...(await gitHubRepository(repository, world)) }, tick)
  if (/^https?:\/\/[^\s@]+$/.test(relay)) return alertmanagerConfigOf({ kind: 'relay', url: relay }, tick)
  throw new UsageError({
    where: '--relay',
    found: JSON.stringify(relay),
    expected: 'an address such as http://127.0.0.1:9095',
    remedy: 'Name where docs/alertmanager-relay.mjs listens.',
  })
}
