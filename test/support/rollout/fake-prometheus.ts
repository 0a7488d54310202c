import type { PrometheusApi, Sample, Series } from '../../../src/adapters/telemetry/prometheus/api.ts'

export type FakeSeries = { readonly labels: Readonly<Record<string, string>>; readonly samples: readonly Sample[] }

/** Series in memory; `until` hides what was not scraped yet. A selector is `metric{label="value",…}`. */
export function fakePrometheus(all: readonly FakeSeries[], clock: { now: number }): PrometheusApi {
  return {
    nowMs: async () => clock.now,
    async samples(selector, fromMs, toMs): Promise<readonly Series[]> {
      const wanted = matcher(selector)
      return all
        .filter(({ labels }) => wanted(labels))
        .map(({ labels, samples }) => ({ labels, samples: samples.filter(([at]) => at >= fromMs && at <= Math.min(toMs, clock.now)) }))
        .filter(({ samples }) => samples.length > 0)
    },
  }
}

function matcher(selector: string): (labels: Readonly<Record<string, string>>) => boolean {
  const [, metric = '', inside = ''] = /^([\w:]*)(?:\{(.*)\})?$/.exec(selector) ?? []
  const tests = [...inside.matchAll(/(\w+)(=~|=)"((?:[^"\\]|\\.)*)"/g)].map(([, name = '', operator, value = '']) => {
    const text = value.replaceAll(/\\(.)/g, '$1')
    return (labels: Readonly<Record<string, string>>) =>
      operator === '=' ? labels[name] === text : new RegExp(`^(${text})$`).test(labels[name] ?? '')
  })
  return (labels) => (metric === '' || labels['__name__'] === metric) && tests.every((holds) => holds(labels))
}
