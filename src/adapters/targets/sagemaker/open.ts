import { setTimeout as sleep } from 'node:timers/promises'
import type { SagemakerTargetPolicy } from '../../../rollout/policy/targets/sagemaker.ts'
import { openSageMakerApi } from './api.ts'
import { SagemakerTarget } from './target.ts'

export function openSagemakerTarget(policy: SagemakerTargetPolicy, signal: AbortSignal): SagemakerTarget {
  const { endpoint, region, url, timeout: timeoutMs } = policy
  return new SagemakerTarget(policy, {
    api: openSageMakerApi(endpoint, { region, url, timeoutMs }),
    // An end of the job ends the wait; the loop around it sees why.
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
    signal,
  })
}
