import type { Rule } from './rule.ts'

/** Whether model, data and what serves them fit together. */
export const SERVING_RULES = {
  DEPENDENCY_CHANGED: {
    title: 'A package that touches inference changed',
    severity: 'risky',
    example: '`onnxruntime` 1.22.0 → 1.27.0 in serving/uv.lock.',
    why: 'The same model file can answer differently under another runtime or preprocessing library.',
    remedy: 'Evaluate with the versions that serve, or release the packages by themselves first.',
  },
} as const satisfies Record<string, Rule>
