import type { OutputPlan } from '../onnx/read-answers.ts'
import type { ArmName } from '../scored-rows.ts'
import type { Arm } from '../worker/arm.ts'
import { openCommandArm } from './command-arm.ts'
import { JsonEndpointArm } from './json-endpoint-arm.ts'
import { OpenInferenceArm } from './open-inference-arm.ts'
import type { PreparedCall } from './prepare-call.ts'

export type OpenCallOptions = {
  readonly arm: ArmName
  readonly timeLimitMs: number
  /** Of the worker itself: what the parent allowed. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly variables: Readonly<Record<string, string>>
}

export function openCall({ label, subject, feed }: PreparedCall, plan: OutputPlan, options: OpenCallOptions): Arm {
  const { arm, timeLimitMs, env, variables } = options
  if (subject.kind === 'command') {
    const named = Object.fromEntries(subject.environment.map((name) => [name, variables[name]]))
    const id = feed.kind === 'rows' ? feed.id : null
    return openCommandArm({ arm, label, subject, plan, id, timeLimitMs, env: { ...env, ...named } })
  }
  if (feed.kind === 'tensors') {
    const { client, introduction, inputs, asked } = feed
    return new OpenInferenceArm({ arm, client, subject, introduction, inputs: inputs.plans, plan, output: asked })
  }
  if (feed.client === null) throw new Error('an endpoint without a client')
  return new JsonEndpointArm({ arm, client: feed.client, subject, plan })
}
