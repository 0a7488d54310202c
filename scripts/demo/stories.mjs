/** Of both servers, on purpose: with failures as rare as in production a proof would take hours. */
export const USUAL_FAILURES = 0.05
const BROKEN = 0.4

/** What happens to the two rollouts, and what is worth looking at; `decisive` is the event that `sluice explain` is shown for. */
export const STORIES = [
  {
    name: 'healthy',
    title: 'It goes live as a canary: 5 % of the traffic, then 25 %, 50 %, and all of it',
    says: [
      'Two servers with the models, a proxy in front, 200 requests a second. Both servers fail 5 % of the requests on purpose:',
      'failures that are as rare as in production would need hours for a proof, these need seconds. Nothing else is made easier.',
    ],
    failing: USUAL_FAILURES,
    state: 'promoted',
    exitCode: 0,
    decisive: 'promote',
    look: () => [
      'Before any traffic moved, the plan said how long each step takes, and how many times worse would be found meanwhile.',
      'Each share was left by proof, not by time: first 4 times as many failures were excluded, then 2 times, at last more than the margin.',
      'ln E is the evidence. Looking at it every second costs nothing: the chance of a wrong answer is fixed for all looks together.',
      'The way back stays open: the old model is still warm, and `sluice rollback` makes it the stable one again.',
    ],
  },
  {
    name: 'bad',
    title: 'The same model again, on a server with a broken dependency: it passed the gate, and fails live',
    says: ['A new service: the canary’s server now fails 40 % of the requests, the stable one 5 % as before. Nobody tells Sluice.'],
    failing: BROKEN,
    state: 'rolled-back',
    exitCode: 3,
    decisive: 'breach',
    look: ({ told, canary }) => [
      `It had ${Math.round(highestShare(told) * 100)} % of the traffic for ${secondsToBreach(told)} s: ${canary.failures} requests failed there. Nobody pressed a button.`,
      'It was called worse when ln E passed 4.61: at most 1 healthy rollout in 100 is taken back by mistake, however often one looks.',
      'Rolled back means verified: the share read back is 0, and a whole window was seen in which the canary had no request.',
    ],
  },
]

function highestShare({ timeline }) {
  return Math.max(...timeline.map(({ share }) => share ?? 0))
}

function secondsToBreach({ timeline }) {
  const at = (event) => Date.parse(timeline.find(({ what }) => what === event).at)
  return Math.round((at('breach') - at('arm')) / 1000)
}
