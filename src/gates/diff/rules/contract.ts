import type { Rule } from './rule.ts'

/** What callers of an ONNX model rely on. */
export const CONTRACT_RULES = {
  INPUT_REMOVED: {
    title: 'An input of the model is gone',
    severity: 'breaking',
    example: 'Input `x` is no longer there.',
    why: 'Callers feed inputs by name; the runtime refuses a name that it does not know.',
    remedy: 'Keep the input, or change the callers before the model.',
  },
} as const satisfies Record<string, Rule>
