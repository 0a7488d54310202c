/** Of rollouts: why one is where it is. Part of the closed list in reason-codes.ts. */
export const LIVE_REASONS = {
  IN_PROGRESS: {
    meaning: 'The rollout is under way: nothing speaks against the canary, and not everything is proven yet.',
    remedy: 'Nothing to do; the next tick goes on.',
  },
  PROMOTED: {
    meaning: 'Every critical guardrail has proven the canary not worse than its margin, and it is the stable model now.',
    remedy: 'Nothing to do.',
  },
  ROLLED_BACK: { meaning: 'All traffic is on the stable model again, read back and seen.', remedy: 'The report says what led back.' },
  ABORTED: { meaning: 'A person ended the rollout; all traffic is on the stable model.', remedy: 'Nothing to do.' },
  SUPERSEDED: { meaning: 'A newer candidate replaced this one.', remedy: 'Nothing to do; the newer one has its own rollout.' },
  WRONG_MODEL: {
    meaning: 'An arm serves another model than the one that was judged, or than the one that was live at the start.',
    remedy: 'Deploy the judged model to the canary arm; a model that serves has to have its own verdict.',
  },
  IDENTITY_UNKNOWN: {
    meaning: 'Nobody says which model an arm serves.',
    remedy: 'Look at the address in `identity`, or let the target tell.',
  },
  SPLIT_BIASED: {
    meaning: 'In the rehearsal both arms served the same model and still differed.',
    remedy: 'Find what the arms do not share (sticky clients, regions, cold caches) before any model is judged on them.',
  },
  SPLIT_BROKEN: {
    meaning: 'The canary gets another share of the requests than the one that was read back.',
    remedy: 'Look for sticky sessions, retries, a second router, or labels of the wrong arm in the telemetry.',
  },
  ENVIRONMENT_INCIDENT: {
    meaning: 'Both arms got worse at the same time: something else is broken, and the canary is not blamed for it.',
    remedy: 'Look at what the arms share. The rollout goes on by itself when it is over.',
  },
  NO_LIVE_DATA: {
    meaning: 'No window could be judged: the telemetry is down, late or empty.',
    remedy: 'Look at the telemetry; the share is 0 or will be soon.',
  },
  LEASE_LAPSED: {
    meaning: 'The share fell to 0: the lease ran out, or the proxy restarted.',
    remedy: 'The next tick sets it again; look why ticks were late.',
  },
  UNATTENDED: {
    meaning: 'Nobody watches, and the target has no lease: the share stays at or below `unattended-max`.',
    remedy: 'Give the job a `watch`, or use a target with a lease.',
  },
  OUTSIDE_CHANGE: { meaning: 'Somebody else changed the share.', remedy: 'Go on by `sluice resume`, or end it by `sluice abort`.' },
  TARGET_UNREADABLE: {
    meaning: 'The target does not say what stands.',
    remedy: 'Look at its address, its credentials, and whether it runs.',
  },
  TARGET_MIXED: { meaning: 'The nodes of the target do not agree on the share.', remedy: 'Look at the node that the message names.' },
  ARM_NOT_READY: { meaning: 'An arm is not ready to serve.', remedy: 'Look at its servers; the rollout goes on when they are.' },
  POLICY_CHANGED: {
    meaning: 'The rollout section of the policy changed while a rollout was open.',
    remedy: 'Take the change back, or abort and start again.',
  },
  DEADLINE: {
    meaning: 'The deadline passed before everything was proven.',
    remedy: '`sluice resume` gives it the same time again, `sluice abort` ends it; `sluice plan` says what could be proven in time.',
  },
  HELD_BY_HAND: { meaning: 'A person holds the rollout.', remedy: '`sluice resume` lets it go on.' },
  AWAITING_APPROVAL: {
    meaning: 'Everything is proven, and a person is asked before the next step.',
    remedy: 'Approve or refuse the request.',
  },
  APPROVAL_REFUSED: {
    meaning: 'A person said no, or nobody answered in time.',
    remedy: '`sluice resume` asks again, `sluice abort` ends it.',
  },
  NO_ROLLOUT: {
    meaning: 'No rollout is open, and this call brings no candidate.',
    remedy: 'Nothing to do; a push or `--candidate` starts one.',
  },
  ALREADY_FINISHED: {
    meaning: 'The rollout of this very model is finished already.',
    remedy: '`--restart` rolls the same model out again.',
  },
  JOURNAL_UNREADABLE: {
    meaning: 'The journal of the rollout cannot be read or written, so nobody knows what may be done.',
    remedy: 'Mend what the message names; `sluice abort` sets the share to 0 even without a journal.',
  },
} as const
