import * as z from 'zod'
import { oneOf } from '../../gates/section/values.ts'
import { argoRolloutsTarget } from './targets/argo-rollouts.ts'
import { commandTarget } from './targets/command.ts'
import { gatewayTarget } from './targets/gateway.ts'
import { haproxyTarget } from './targets/haproxy.ts'
import { kserveTarget } from './targets/kserve.ts'
import { commandTelemetry } from './telemetry/command.ts'
import { httpTelemetry } from './telemetry/http.ts'
import { prometheusTelemetry } from './telemetry/prometheus.ts'

/** By the word that stands in `kind`; each adapter brings the keys of its own. */
export const TARGETS = {
  haproxy: haproxyTarget,
  gateway: gatewayTarget,
  kserve: kserveTarget,
  'argo-rollouts': argoRolloutsTarget,
  command: commandTarget,
} as const
export const TELEMETRY = { prometheus: prometheusTelemetry, command: commandTelemetry, http: httpTelemetry } as const

type Kinds = Readonly<Record<string, z.ZodType>>

/** A mapping whose `kind` says which keys it has. */
export function ofOneKind<const Table extends Kinds>(table: Table) {
  type Word = Extract<keyof Table, string>
  const words = Object.keys(table) as [Word, ...Word[]]
  const kind = z.looseObject({ kind: oneOf(...words) }, { error: `a mapping with a \`kind\`: ${words.join(', ')}` })
  return kind.transform((written, context): z.output<Table[Word]> => {
    const parsed = z.safeParse(table[written.kind as Word] ?? z.never(), written)
    if (parsed.success) return parsed.data as z.output<Table[Word]>
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: written } as z.core.$ZodRawIssue)
    return z.NEVER
  })
}
