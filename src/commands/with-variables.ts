import { UsageError } from '../errors.ts'
import type { DeclaredSubject } from '../gates/evaluate/evaluated-model.ts'
import { variablesInHeaders } from '../sources/calls/endpoint-client.ts'
import type { ScoringJob, Subject } from '../sources/scored-rows.ts'

/** The job with the environment variables that its commands and endpoints name, and no other. @throws UsageError for one that is not set */
export function withVariables(job: ScoringJob, environment: Readonly<Record<string, string | undefined>>): ScoringJob {
  const names = new Set(Object.values(job.arms).flatMap(variablesOf))
  if (names.size === 0) return job
  const variables = Object.fromEntries([...names].map((name) => [name, environment[name] ?? refuse(name)]))
  return { ...job, variables }
}

function variablesOf(subject: Subject): readonly string[] {
  if (subject.kind === 'command') return subject.environment
  return subject.kind === 'endpoint' ? variablesInHeaders(subject.headers) : []
}

/** The same of models as a policy declares them. */
export function variablesFor(
  subjects: readonly DeclaredSubject[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const names = subjects.flatMap((subject) => (subject.kind === 'endpoint' ? variablesInHeaders(subject.call.headers) : []))
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? refuse(name)]))
}

function refuse(name: string): never {
  throw new UsageError({
    where: 'environment',
    found: `no variable ${name}`,
    expected: 'it, because `call` in the policy names it',
    remedy: `Set it in the step: \`env: { ${name}: \${{ secrets.${name} }} }\`.`,
  })
}
