# Sourced by run: coturn beside the server, with the shipped configuration, for trying it out and for small set-ups.

# This machine's address as others reach it: a relay on 127.0.0.1 relays for nobody.
own_address() {
  ip -o -4 route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p'
}

# Made once, readable by this user only; the relay and the server share it.
turn_secret() {
  local file="$1/secret"
  if [ ! -s "$file" ]; then
    (umask 077 && mkdir -p "$1" && head -c 32 /dev/urandom | base64 -w0 >"$file.new" && mv "$file.new" "$file")
  fi
  cat "$file"
}

# Up to 3 s. That somebody answers at the port is not enough: it may be the one who keeps ours from having it.
await_relay() {
  local tries
  for tries in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    sleep 0.2
    kill -0 "$RELAY" 2>/dev/null || return 1
    if ss -Hltnp "src $1 and sport = :3478" 2>/dev/null | grep -q "pid=$RELAY,"; then
      # coturn opens the TCP port first and may still give up over the other one.
      ss -Hlunp "src $1 and sport = :3478" 2>/dev/null | grep -q "pid=$RELAY," && return 0
    fi
  done
  return 1
}

# Starts the relay, tells the server of it by RUBARU_TURN_*, and ends it when this shell ends.
start_relay() {
  need_coturn
  local folder="${RUBARU_DATA:-./.data}/turn" address="${1:-$(own_address)}" conf
  [ -n "$address" ] || stop "This machine has no address but its own loopback; a relay is of no use on it."
  folder=$(mkdir -p "$folder" && cd "$folder" && pwd)
  chmod 700 "$folder"
  conf="$folder/turnserver.conf"
  RUBARU_TURN_SECRET=$(turn_secret "$folder")
  (
    cat "$RUBARU_ROOT/deploy/coturn/turnserver.conf"
    # The shipped file refuses inner addresses; two devices that both use this relay must reach it, wherever it stands.
    printf 'static-auth-secret=%s\nlistening-ip=%s\nrelay-ip=%s\nallowed-peer-ip=%s\npidfile=%s\nuserdb=%s\nno-tls\n' \
      "$RUBARU_TURN_SECRET" "$address" "$address" "$address" "$folder/pid" "$folder/turndb"
  ) | (umask 077 && cat >"$conf.new") && mv "$conf.new" "$conf"
  turnserver -c "$conf" >"$folder/relay.log" 2>&1 &
  RELAY=$!
  trap 'kill "$RELAY" 2>/dev/null' EXIT
  await_relay "$address" || stop "The relay did not start to listen on $address:3478 (is another one running?). What it said: $folder/relay.log, and the system's log."
  export RUBARU_TURN_SECRET
  export RUBARU_TURN_URLS="turn:$address:3478?transport=udp,turn:$address:3478?transport=tcp"
  export RUBARU_STUN_URLS="stun:$address:3478"
  say "The relay listens on $address:3478 (UDP and TCP; without TLS, see docs/operations.md)."
}
