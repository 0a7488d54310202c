import type { Publication } from '../../host/publish.ts'
import type { World } from '../../host/world.ts'

/** What a command would print, kept instead: the comment's answer says it. */
export type Listener = { readonly world: World; readonly text: string; readonly files: ReadonlyMap<string, string> }

/** The same world, in which whatever is published is heard by the listener alone. */
export function listen(world: World): Listener {
  const heard: Publication[] = []
  const publish = async (publication: Publication) => void heard.push(publication)
  return {
    world: { ...world, host: { ...world.host, publish } },
    get text() {
      return heard.map(({ stdout }) => (stdout.kind === 'text' ? stdout.text : JSON.stringify(stdout.value))).join('\n')
    },
    get files() {
      return new Map(heard.flatMap(({ files }) => [...files]))
    },
  }
}
