/** A policy with a guardrail of each kind, whose arms are called blue and green. */
export function alertingPolicy({ window = '1m', port = 1 }: { readonly window?: string; readonly port?: number } = {}): string {
  return `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    rollout:
      target: { kind: command, run: ./must-not-be-called }
      telemetry: { kind: prometheus, url: "http://127.0.0.1:${port}", window: ${window}, arms: { stable: blue, canary: green } }
      guardrails:
        errors:
          requests: 'http_requests_total{arm="{{arm}}"}'
          failures: 'http_requests_total{arm="{{arm}}",code=~"5.."}'
          margin: { relative: 25%, absolute: 0.5pp }
          max: 20%
          critical: true
        proxy: { requests: 'haproxy{proxy="{{arm}}",server="s1"}', failures: haproxy }
        latency: { histogram: 'http_seconds_bucket{arm="{{arm}}"}', quantiles: [50%, 99%], max: 500ms }
        tokens: { count: 'tokens_count{arm="{{arm}}"}', sum: 'tokens_sum{arm="{{arm}}"}', sum-of-squares: 'tokens_squares{arm="{{arm}}"}', margin: 10%, max: 900 }
`
}
