import type { World } from '../host/world.ts'

/** May read the organisation's teams, which no token of a job may; null: there is none. */
export function teamsTokenIn({ environment }: Pick<World, 'environment'>): string | null {
  return environment.forChildren['SLUICE_TEAMS_TOKEN'] || null
}
