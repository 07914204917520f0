# Sourced by run, test and .ci/run: finds what they need, installs it where that is allowed.
# Root (or CI=true as root) installs; anybody else is told the exact command, and the script stops.

root_folder() { cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd; }
RUBARU_ROOT=$(root_folder)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
may_install() { [ "$(id -u)" = 0 ]; }

apt_install() {
  command -v apt-get >/dev/null || stop "Please install $* (this system has no apt-get)."
  may_install || stop "Missing: $*. Install with:  sudo apt-get install -y --no-install-recommends $*"
  say "Installing $* …"
  if [ -z "${RUBARU_APT_UPDATED:-}" ]; then apt-get update -qq && export RUBARU_APT_UPDATED=1; fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# A .NET SDK fits when it satisfies global.json; our own copy in .tools comes second.
need_dotnet() {
  if (cd "$RUBARU_ROOT" && dotnet --version) >/dev/null 2>&1; then return; fi
  local own="$RUBARU_ROOT/.tools/dotnet"
  if [ -x "$own/dotnet" ] && (cd "$RUBARU_ROOT" && "$own/dotnet" --version) >/dev/null 2>&1; then
    export DOTNET_ROOT="$own" PATH="$own:$PATH"; return
  fi
  local script=https://dot.net/v1/dotnet-install.sh
  local install="curl -fsSL $script | bash -s -- --channel 10.0 --install-dir $own"
  may_install || stop "A .NET 10 SDK is needed. Install it into this folder with:  $install"
  command -v curl >/dev/null || apt_install curl ca-certificates
  # The SDK itself needs ICU unless told otherwise, and Debian's minimal images lack it.
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  say "Installing the .NET 10 SDK into .tools/dotnet …"
  curl -fsSL "$script" | bash -s -- --channel 10.0 --install-dir "$own" >&2 \
    || stop "The .NET SDK could not be fetched. Install .NET 10 yourself, then start again."
  [ -x "$own/dotnet" ] || stop "The .NET SDK could not be fetched. Install .NET 10 yourself, then start again."
  export DOTNET_ROOT="$own" PATH="$own:$PATH"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null && return
  apt_install nodejs npm
}

need_chromium() {
  if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then return; fi
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null; then CHROMIUM=$(command -v "$name"); export CHROMIUM; return; fi
  done
  apt_install chromium
  CHROMIUM=$(command -v chromium) || stop "Chromium was not found after installing it."
  export CHROMIUM
}

# Tools that single tests call: a moved clock, traced system calls.
need_test_tools() {
  local missing=() pair
  for pair in faketime:faketime strace:strace; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

# Publishes server and app unless the sources are those of the last time.
publish() {
  local out="$RUBARU_ROOT/.artifacts/publish/server" stamp="$RUBARU_ROOT/.artifacts/publish/server.sources" now
  now=$(cd "$RUBARU_ROOT" && find src Directory.*.props global.json .editorconfig \
    \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -not -path 'src/*/wwwroot/lib/*' -print0 \
    | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
  if [ -f "$out/Rubaru.Server.dll" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return; fi
  say "Building the server and the app (this takes a minute or two the first time) …"
  rm -rf "$out" "$stamp"
  local log="$RUBARU_ROOT/.artifacts/publish.log"
  mkdir -p "$RUBARU_ROOT/.artifacts"
  (cd "$RUBARU_ROOT" && dotnet publish src/Rubaru.Server -c Release -o "$out" --nologo -v quiet >"$log" 2>&1) \
    || { tail -n 40 "$log" >&2; stop "The build failed; the whole output is in .artifacts/publish.log"; }
  printf '%s' "$now" >"$stamp"
}
