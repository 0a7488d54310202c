/** Where and how patiently one of the AWS APIs is asked. */
export type AwsPlace = {
  readonly region: string
  /** null: AWS's own address in the region. */
  readonly url: string | null
  readonly timeoutMs: number
}

/**
 * Options of any client of the SDK. Credentials are the SDK's default chain, which takes what aws-actions/configure-aws-credentials leaves in
 * the environment.
 *
 * @param attempts 1 for writes: one that was retried in secret would be refused for what its own first attempt began
 */
export function clientOptions({ region, url, timeoutMs }: AwsPlace, attempts: 1 | 3) {
  return {
    region,
    maxAttempts: attempts,
    ...(url === null ? {} : { endpoint: url }),
    requestHandler: { requestTimeout: timeoutMs, connectionTimeout: timeoutMs, throwOnRequestTimeout: true },
  }
}
