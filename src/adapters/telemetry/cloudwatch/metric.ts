import { UsageError } from '../../../errors.ts'
import type { ByArm } from '../../../rollout/ports.ts'

/** One metric of CloudWatch, named as it is published: all its dimensions, or it is another metric. */
export type Metric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly { readonly name: string; readonly value: string }[]
}

/** A metric and what is asked of it: a sum, the number of samples, or the number of those in a range (`TC(a:b)`). */
export type Series = { readonly metric: Metric; readonly stat: string }

const PLACE = '{{arm}}'
const QUERY = /^(?:(Sum|SampleCount)\()?([^{}()]+):([^:{}()]+)\{([^{}]*)\}(\))?$/
const DIMENSION = /^([A-Za-z0-9_.:/#-][^=,"{}]{0,254})=(?:"([^"]{1,255})"|([^",]{1,255}))$/

/**
 * `AWS/SageMaker:Invocations{EndpointName=fraud,VariantName={{arm}}}`, or such a metric within `SampleCount(…)`; the series of both arms.
 *
 * @throws UsageError for anything else: CloudWatch answers a misspelt metric as it answers one without data
 */
export function seriesOf(where: string, query: string, arms: ByArm<string>): ByArm<Series> {
  if (!query.includes(PLACE)) throw wrong(where, query, `\`${PLACE}\` where the arm's name goes`, 'Both arms would be the same metric.')
  const marked = query.trim().replaceAll(PLACE, MARK)
  const [, stat, namespace = '', name = '', dimensions = '', closing] = QUERY.exec(marked) ?? []
  if (name === '' || (stat === undefined) !== (closing === undefined))
    throw wrong(where, query, EXPECTED, 'Namespace, `:`, the name of the metric, and all its dimensions in braces.')
  const parsed = splitDimensions(dimensions).map((written) => {
    const [, key, quoted, bare] = DIMENSION.exec(written.trim()) ?? []
    const value = quoted ?? bare
    if (key === undefined || value === undefined)
      throw wrong(where, `\`${written.trim()}\``, 'a dimension as Name=value', 'Put values with commas in double quotes.')
    return { name: key.trim(), value: value.trim() }
  })
  const series = (arm: string): Series => ({
    metric: {
      namespace: namespace.trim().replaceAll(MARK, arm),
      name: name.trim().replaceAll(MARK, arm),
      dimensions: parsed.map((one) => ({ name: one.name, value: one.value.replaceAll(MARK, arm) })),
    },
    stat: stat ?? 'Sum',
  })
  return { stable: series(arms.stable), canary: series(arms.canary) }
}

const EXPECTED = 'a metric such as AWS/SageMaker:Invocations{EndpointName=fraud,VariantName={{arm}}}'
/** Without braces, which end the dimensions. */
const MARK = '\u0000'

function splitDimensions(text: string): string[] {
  return text.match(/(?:[^,"]|"[^"]*")+/g) ?? []
}

/** As it stands in the policy, for messages and as the key of its data. */
export function nameOf({ metric: { namespace, name, dimensions }, stat }: Series): string {
  const all = dimensions.map((one) => `${one.name}=${one.value}`).join(',')
  const metric = `${namespace}:${name}{${all}}`
  return stat === 'Sum' ? metric : `${stat} of ${metric}`
}

function wrong(where: string, found: string, expected: string, remedy: string): UsageError {
  return new UsageError({ where: `\`${where}\``, found, expected, remedy })
}
