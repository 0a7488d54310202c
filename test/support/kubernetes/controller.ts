/** Something that looks at its objects again and again, as a controller does; stop it before its server. */
export type Controller = { pause(): void; resume(): void; stop(): Promise<void> }

/** @param everyMs how long it lags behind at most */
export function startController(reconcile: () => Promise<void>, everyMs = 15): Controller {
  let isOver = false
  let isPaused = false
  const over = (async () => {
    while (!isOver) {
      // A server that is down is asked again.
      if (!isPaused) await reconcile().catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  })()
  return {
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
    },
    async stop() {
      isOver = true
      await over
    },
  }
}
