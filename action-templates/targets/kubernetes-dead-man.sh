#!/bin/sh
# The dead man of a share: takes all traffic back when nobody renews its lease any more. It knows nothing of gateways or models: whoever sets a
# share leaves the patch that takes it back, and the time until which it may stand, in annotations of a Lease object.
#
# It beats (spec.renewTime) only after the API server has accepted that patch as a dry run: a fresh beat says that it runs, and that it may.
set -eu

: "${TARGET_PATH:?path of the object that the patch is for, such as /apis/gateway.networking.k8s.io/v1/namespaces/models/httproutes/income}"
: "${LEASE_PATH:?path of the Lease object}"
ACCOUNT=${ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}
SERVER=${SERVER:-https://kubernetes.default.svc}
LOOKS=${LOOKS:-5}
EVERY=${EVERY:-10}

# api METHOD PATH TYPE BODY: the answer's body, then its status on a line of its own; status 000 when there is none.
api() {
  printf 'header = "Authorization: Bearer %s"\n' "$(cat "$ACCOUNT/token")" |
    curl --silent --config - --cacert "$ACCOUNT/ca.crt" --max-time 8 --request "$1" --header "Content-Type: $3" \
      ${4:+--data-binary "$4"} --write-out '\n%{http_code}' "$SERVER$2" || true
}
status() { printf '%s\n' "$1" | tail -n 1; }
# Values of annotations: the same names stand in managedFields with `f:` before them, and there without a value.
annotation() { printf '%s' "$1" | tr -d '\n' | sed -n "s|.*\"sluice/$2\": *\"\([^\"]*\)\".*|\1|p"; }
version() { printf '%s' "$1" | tr -d '\n' | sed -n 's|.*"resourceVersion": *"\([0-9]*\)".*|\1|p'; }
merge() { api PATCH "$LEASE_PATH" application/merge-patch+json "$1"; }

# What was beaten into is what is judged: a renewal that came before it is seen, and one that comes after it is a conflict.
look() {
  lease=$(api GET "$LEASE_PATH" application/json '')
  if [ "$(status "$lease")" != 200 ]; then echo "the Lease cannot be read: $(status "$lease")"; return 0; fi
  back=$(annotation "$lease" way-back | base64 -d 2>/dev/null || true)
  if [ -z "$back" ]; then
    dry=$(api PATCH "$TARGET_PATH?dryRun=All" application/merge-patch+json '{}')
  else
    dry=$(api PATCH "$TARGET_PATH?dryRun=All" application/json-patch+json "$back")
  fi
  fits=$(status "$dry")
  # 422: the object has been promoted or taken apart since. The patch would mean something else, and the server says so.
  if [ "$fits" != 200 ] && [ "$fits" != 422 ]; then echo "the object cannot be written: $fits"; return 0; fi
  beat="{\"spec\":{\"renewTime\":\"$(date -u +%Y-%m-%dT%H:%M:%S).000000Z\",\"holderIdentity\":\"$(hostname)\"}}"
  lease=$(merge "$beat")
  if [ "$(status "$lease")" != 200 ]; then echo "the Lease cannot be written: $(status "$lease")"; return 0; fi
  back=$(annotation "$lease" way-back | base64 -d 2>/dev/null || true)
  until=$(annotation "$lease" lease-until)
  if [ -z "$back" ] || [ "$(date +%s)" -lt "${until:-0}" ]; then return 0; fi
  if [ "$fits" = 422 ]; then echo 'the way back does not fit the object any more: left alone'; return 0; fi
  echo 'the lease has run out: all traffic goes back'
  # Marked first, and only if it is still the one that was read: a renewal that came in between keeps its share.
  marked=$(merge "{\"metadata\":{\"resourceVersion\":\"$(version "$lease")\",\"annotations\":{\"sluice/lease-until\":\"0\"}}}")
  if [ "$(status "$marked")" != 200 ]; then echo "renewed meanwhile, or not to be marked: $(status "$marked")"; return 0; fi
  done=$(api PATCH "$TARGET_PATH" application/json-patch+json "$back")
  if [ "$(status "$done")" != 200 ]; then echo "not taken back yet: $(status "$done")"; return 0; fi
  merge '{"metadata":{"annotations":{"sluice/lease-until":null,"sluice/way-back":null}}}' >/dev/null
  echo 'all traffic is back'
}

count=0
while [ "$count" -lt "$LOOKS" ]; do
  [ "$count" = 0 ] || sleep "$EVERY"
  count=$((count + 1))
  look
done
