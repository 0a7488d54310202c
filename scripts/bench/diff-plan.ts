/** Two data sets and how to read them: what each measured process is given, as JSON in its first argument. */
export type DiffPlan = {
  readonly runtimeFolder: string
  readonly reference: string
  readonly current: string
  readonly rows: number
  readonly threads: number
}

export function diffPlanFromArgument(): DiffPlan {
  return JSON.parse(process.argv[2] ?? '{}')
}
