import * as z from 'zod'

const text = z.string()
const named = <Key extends string, Value extends z.ZodType>(key: Key, value: Value) =>
  z.looseObject({ name: text }).and(z.object({ [key]: value.nullish() } as Record<Key, z.ZodOptional<z.ZodNullable<Value>>>))

const cluster = z.looseObject({
  server: text.optional(),
  'certificate-authority': text.optional(),
  'certificate-authority-data': text.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text.optional(),
  'proxy-url': text.optional(),
})

const execPlugin = z.looseObject({
  apiVersion: text.optional(),
  command: text,
  args: z.array(text).nullish(),
  env: z.array(z.looseObject({ name: text, value: text })).nullish(),
  interactiveMode: text.optional(),
  provideClusterInfo: z.boolean().optional(),
  installHint: text.optional(),
})

const user = z.looseObject({
  token: text.optional(),
  tokenFile: text.optional(),
  'client-certificate': text.optional(),
  'client-certificate-data': text.optional(),
  'client-key': text.optional(),
  'client-key-data': text.optional(),
  exec: execPlugin.nullish(),
})

const context = z.looseObject({ cluster: text.optional(), user: text.optional(), namespace: text.optional() })

/** Of each file; keys that kubectl knows and Sluice does not need are left alone. */
export const kubeconfigFile = z.looseObject({
  'current-context': text.nullish(),
  clusters: z.array(named('cluster', cluster)).nullish(),
  users: z.array(named('user', user)).nullish(),
  contexts: z.array(named('context', context)).nullish(),
})

export type KubeconfigFile = z.output<typeof kubeconfigFile>
export type Cluster = z.output<typeof cluster>
export type User = z.output<typeof user>
export type Context = z.output<typeof context>
export type ExecPlugin = z.output<typeof execPlugin>
