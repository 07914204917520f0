# Sourced by run, test and .ci/run: finds what they need, installs it where that is allowed.
# Root, or CI=true with sudo, installs; anybody else is told the exact command, and the script stops.

RUBARU_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
may_install() { is_root || [ "${CI:-}" = true ]; }

apt_install() {
  command -v apt-get >/dev/null || stop "Please install $* (this system has no apt-get)."
  may_install || stop "Missing: $*. Install with:  sudo apt-get install -y --no-install-recommends $*"
  local as_root=()
  is_root || as_root=(sudo -n)
  say "Installing $* …"
  if [ -z "${RUBARU_APT_UPDATED:-}" ]; then
    "${as_root[@]}" apt-get update -qq || say "The package lists could not be renewed; going on with the old ones."
    export RUBARU_APT_UPDATED=1
  fi
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || stop "Installing $* failed. Try:  sudo apt-get install -y --no-install-recommends $*"
}

fits() { (cd "$RUBARU_ROOT" && "$1" --version) >/dev/null 2>&1; }

# A .NET SDK fits when it satisfies global.json; our own copy in .tools comes second. It goes into this folder, so nobody
# needs to be root for it; it is fetched only where things may be installed.
need_dotnet() {
  fits dotnet && return
  local own="$RUBARU_ROOT/.tools/dotnet"
  # Minimal images lack ICU, and the SDK does not start without it unless told so.
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  if ! fits "$own/dotnet"; then
    local script=https://dot.net/v1/dotnet-install.sh
    may_install || stop "A .NET 10 SDK is needed. Install it into this folder with:  curl -fsSL $script | bash -s -- --channel 10.0 --install-dir $own"
    command -v curl >/dev/null || apt_install curl ca-certificates
    say "Installing the .NET 10 SDK into .tools/dotnet …"
    curl -fsSL "$script" | bash -s -- --channel 10.0 --install-dir "$own" >&2 || true
    fits "$own/dotnet" || stop "The .NET SDK could not be fetched. Install .NET 10 yourself, then start again."
  fi
  export DOTNET_ROOT="$own" PATH="$own:$PATH"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null && return
  apt_install nodejs npm
}

# Ubuntu's chromium is a stub for snap, which a test cannot use; there, any Chrome or Chromium on the PATH or in CHROMIUM serves.
need_chromium() {
  if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then return; fi
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null; then CHROMIUM=$(command -v "$name"); export CHROMIUM; return; fi
  done
  apt_install chromium
  CHROMIUM=$(command -v chromium) || stop "Chromium was not found after installing it. Set CHROMIUM to a Chrome or Chromium program."
  export CHROMIUM
}

# Debian starts a service when it installs one; a relay or a database for tests is started by them and stopped again.
apt_install_idle() {
  local policy=/usr/sbin/policy-rc.d own=
  if is_root && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && own=yes
  fi
  apt_install "$@"
  [ -z "$own" ] || rm -f "$policy"
}

# Tools that single tests call (a moved clock, traced system calls, networks and a relay, the other
# database), and letters for the pictures.
need_test_tools() {
  local missing=()
  command -v faketime >/dev/null || missing+=(faketime)
  command -v strace >/dev/null || missing+=(strace)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v nft >/dev/null || [ -x /usr/sbin/nft ] || missing+=(nftables)
  command -v sysctl >/dev/null || [ -x /usr/sbin/sysctl ] || missing+=(procps)
  [ -d /usr/share/fonts/truetype/noto ] || missing+=(fonts-noto-core fonts-noto-color-emoji)
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
  need_coturn
  need_postgresql
}

# Its programs only: the tests start a cluster of their own.
need_postgresql() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || apt_install_idle postgresql
}

need_coturn() {
  command -v turnserver >/dev/null && return
  apt_install_idle coturn
  # Its unit is enabled by installing it: it must not start with the machine either, with no configuration of ours.
  ! is_root || ! command -v systemctl >/dev/null || systemctl disable coturn >/dev/null 2>&1 || true
}

sources() {
  cd "$RUBARU_ROOT" && find src Directory.*.props global.json .editorconfig \
    \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -not -path 'src/*/lib/*' -print0 \
    | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

PUBLISHED="$RUBARU_ROOT/.artifacts/publish/server"

is_published() {
  [ -f "$PUBLISHED/Rubaru.Server.dll" ] && [ "$(cat "$PUBLISHED.sources" 2>/dev/null)" = "$(sources)" ]
}

# Publishes server and app unless the sources are those of the last time. Built beside and moved, so that a server that
# still runs from the old folder keeps its files until then.
publish() {
  is_published && return
  say "Building the server and the app (this takes a minute or two the first time) …"
  local log="$RUBARU_ROOT/.artifacts/publish.log" now
  now=$(sources)
  mkdir -p "$RUBARU_ROOT/.artifacts"
  rm -rf "$PUBLISHED.new"
  (cd "$RUBARU_ROOT" && dotnet publish src/Rubaru.Server -c Release -o "$PUBLISHED.new" --nologo -v quiet >"$log" 2>&1) \
    || { tail -n 40 "$log" >&2; stop "The build failed; the whole output is in .artifacts/publish.log"; }
  rm -rf "$PUBLISHED" "$PUBLISHED.sources"
  mv "$PUBLISHED.new" "$PUBLISHED"
  printf '%s' "$now" >"$PUBLISHED.sources"
}
