import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileJournal } from '../../src/adapters/registry.ts'
import { sectionSha256 } from '../../src/commands/rollout/live-models.ts'
import { openEntry, sealEntries } from '../../src/rollout/chain.ts'
import { rolloutSection } from '../../src/rollout/policy/section.ts'
import { startController } from '../../test/support/kubernetes/controller.ts'
import { startFakeApiServer } from '../../test/support/kubernetes/fake-api-server.ts'
import { writeKubeconfig } from '../../test/support/kubernetes/open-target.ts'
import { createRoute, reconcileRoute } from '../../test/support/kubernetes/routes.ts'
import type { LiveService } from '../../test/support/rollout/live-service.ts'
import type { IdlePlace } from './idle-tick.ts'

const NAMESPACE = 'models'
const TARGET = { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green', namespace: NAMESPACE }

/**
 * The same service as an HTTPRoute has it, on an API server that only plays one: what a tick computes is the same, and what it waits for is not
 * counted. The traffic goes on through the proxy, with the same shares.
 */
export async function withGateway(live: LiveService, use: (place: Omit<IdlePlace, 'name' | 'between'>) => Promise<void>): Promise<void> {
  const fake = await startFakeApiServer()
  const place = { url: fake.url, token: 'admin' }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gateway-'))
  await createRoute(place, NAMESPACE, [10_000 - live.standsBp, live.standsBp])
  const controller = startController(() => reconcileRoute(place, NAMESPACE))
  try {
    const policy = JSON.parse(readFileSync(join(live.folder, 'sluice.yml'), 'utf8'))
    // Without a dead man the share would be capped while nobody watches, which is something to do.
    Object.assign(policy.models.live.rollout, { target: TARGET, 'unattended-max': '100%' })
    writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(policy))
    const journal = await openFileJournal(join(folder, 'journal.jsonl'))
    await journal.append(null, sealedFor(await live.journal.read(), sectionSha256(rolloutSection.parse(policy.models.live.rollout))))
    await use({ folder, journal, environment: { KUBECONFIG: writeKubeconfig(place, NAMESPACE) } })
  } finally {
    await controller.stop()
    await fake.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The story so far, as if it had been begun under this policy, on a target without a lease. */
function sealedFor({ entries }: { readonly entries: readonly string[] }, policySha256: string): string[] {
  const opened = entries.map((line, index) => openEntry(line, index))
  return sealEntries(
    [],
    opened.map(({ at, by, rollout, body }) => ({
      at,
      by,
      rollout,
      body:
        body.kind === 'start' ? { ...body, policySha256, settings: { ...body.settings, leaseMs: null, unattendedMaxBp: 10_000 } } : body,
    })),
  )
}
