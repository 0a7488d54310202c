/** Gives uniform draws in [0, 1). */
export type Uniform = { uniform(): number }
