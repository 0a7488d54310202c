/** A login on GitHub, without `@`. */
export const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9])){0,99}$/
/** The slug of a team, without its organisation. */
export const TEAM = /^[a-z0-9][a-z0-9_-]{0,99}$/
