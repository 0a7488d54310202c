import { PERMISSIONS, type People, type Permission } from './ports.ts'

/** At least this permission, and where there are users or teams, one of them. */
export type Named = { readonly permission: Permission; readonly users: readonly string[]; readonly teams: readonly string[] }

/** What somebody lacks: the permission (`has` is what they have), or the name. */
export type Lack = { readonly of: 'permission'; readonly has: Permission } | { readonly of: 'name' }

/** Asked at the source, each time. @returns null: they lack nothing. @throws PeopleError when it cannot be told */
export async function lackOf(login: string, { permission, users, teams }: Named, people: People): Promise<Lack | null> {
  const has = await people.permissionOf(login)
  if (!isAtLeast(has, permission)) return { of: 'permission', has }
  if (users.length === 0 && teams.length === 0) return null
  if (users.some((one) => isSameName(one, login))) return null
  for (const team of teams) if (await people.isMember(team, login)) return null
  return { of: 'name' }
}

export function isAtLeast(has: Permission, asked: Permission): boolean {
  return PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(asked)
}

/** Logins, owners, repositories and environments are the same in any case. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
