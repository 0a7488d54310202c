/** Where the alerts are sent: to GitHub itself, or to a relay that does so. */
export type Receiver =
  | { readonly kind: 'github'; readonly apiUrl: string; readonly name: string }
  | { readonly kind: 'relay'; readonly url: string }

const TOKEN_FILE = '/etc/alertmanager/sluice-github-token'
const EVENTS = ['rollback', 'tick'] as const

/**
 * Routes and receivers for the rules' two events, each a `repository_dispatch` of its own.
 *
 * @param tick how often a tick is repeated while a rollout is under way, as a duration of Prometheus
 */
export function alertmanagerConfigOf(receiver: Receiver, tick: string) {
  return {
    route: {
      receiver: 'nobody',
      routes: EVENTS.map((event) => ({
        matchers: [`sluice_event="${event}"`],
        receiver: `sluice-${event}`,
        // Of a rollback the arm too: who serves the candidate there is asked before anything is taken back.
        group_by: ['sluice_model', 'sluice_environment', ...(event === 'rollback' ? ['sluice_arm'] : [])],
        // What is certain waits for nobody; ticks of one rollout are sent together.
        group_wait: event === 'rollback' ? '0s' : '5s',
        group_interval: '30s',
        repeat_interval: tick,
        // Your own routes see them too.
        continue: true,
      })),
    },
    receivers: [
      { name: 'nobody' },
      ...EVENTS.map((event) => ({ name: `sluice-${event}`, webhook_configs: [{ ...webhookOf(event, receiver), send_resolved: false }] })),
    ],
  }
}

function webhookOf(event: (typeof EVENTS)[number], receiver: Receiver) {
  if (receiver.kind === 'relay') return { url: receiver.url }
  return {
    url: `${receiver.apiUrl}/repos/${receiver.name}/dispatches`,
    http_config: { authorization: { type: 'Bearer', credentials_file: TOKEN_FILE } },
    payload: {
      event_type: `sluice-${event}`,
      client_payload: {
        model: '{{ .GroupLabels.sluice_model }}',
        environment: '{{ .GroupLabels.sluice_environment }}',
        arm: '{{ (index .Alerts 0).Labels.sluice_arm }}',
        summary: '{{ (index .Alerts 0).Annotations.summary }}',
      },
    },
  }
}
