#!/usr/bin/env bash
# Builds once and runs everything: style, every test project, both databases. The last line says "N passed, N failed, N skipped".
# Needs the .NET SDK; on Debian, as root, it installs the rest (PostgreSQL, librsvg, fonts, Chromium) where it is missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
work=$(mktemp -d "${TMPDIR:-/tmp}/csp-tests.XXXXXX")
postgres=

stop() {
  if [ -n "$postgres" ]; then
    # Immediate, without a last checkpoint: the folder is thrown away. runuser would not pass the signal on.
    kill -QUIT "$(head -n 1 "$work/pg/postmaster.pid")" 2>/dev/null
    wait "$postgres" 2>/dev/null
  fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

install_missing() {
  local missing=()
  command -v rsvg-convert >/dev/null || missing+=(librsvg2-bin)
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql-15)
  compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed, the tests that need them are skipped: ${missing[*]}"
    return
  fi
  echo "Installing ${missing[*]}"
  # The server is started below on a port of its own: no cluster of the package's.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$work/apt.log" 2>&1 ||
    { tail -n 5 "$work/apt.log"; echo "Could not install ${missing[*]}; the tests that need them are skipped"; }
}

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_postgres() {
  local binaries port
  binaries=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
  [ -n "$binaries" ] && [ -x "$binaries/initdb" ] || return
  port=$(free_port)
  chmod 755 "$work"
  mkdir "$work/pg"
  [ "$(id -u)" -eq 0 ] && chown postgres "$work/pg"
  if ! (cd "$work" && as_postgres "$binaries/initdb" -D "$work/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N) >"$work/initdb.log" 2>&1; then
    tail -n 5 "$work/initdb.log"
    echo "PostgreSQL could not be set up; its tests are skipped"
    return
  fi
  # A child of this script and no daemon, so that it can be waited for and nothing of it stays.
  (cd "$work" && as_postgres "$binaries/postgres" -D "$work/pg" -p "$port" -c listen_addresses=127.0.0.1 \
    -c "unix_socket_directories=$work/pg" -c max_connections=200) >"$work/postgres.log" 2>&1 &
  postgres=$!
  for _ in $(seq 150); do
    as_postgres "$binaries/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    kill -0 "$postgres" 2>/dev/null || { tail -n 5 "$work/postgres.log"; echo "PostgreSQL did not start; its tests are skipped"; postgres=; return; }
    sleep 0.2
  done
  export CSP_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
}

broken=0
passed=0 failed=0 skipped=0

# The numbers stand in the trx file, whatever language the summary is printed in.
count() {
  local attribute=$1 file=$2
  grep -o '<Counters [^>]*>' "$file" | grep -oE " $attribute=\"[0-9]+\"" | grep -oE '[0-9]+' | head -n 1
}

run_project() {
  local project=$1 name results total ran
  name=$(basename "$project" .csproj)
  results="$work/$name.trx"
  echo "== $name"
  dotnet test "$project" --no-build --nologo -v q --logger "trx;LogFileName=$results" --logger "console;verbosity=minimal" 2>&1 || broken=1
  if [ ! -f "$results" ]; then
    echo "$name ended without a result"
    broken=1
    return
  fi
  total=$(count total "$results") ran=$(count executed "$results")
  passed=$((passed + $(count passed "$results")))
  failed=$((failed + ran - $(count passed "$results")))
  skipped=$((skipped + total - ran))
}

install_missing
start_postgres
echo "== build"
if dotnet build CsPerformance.Bot.sln --nologo -v q -p:UseSharedCompilation=false; then
  echo "== style"
  dotnet format CsPerformance.Bot.sln --verify-no-changes --no-restore || broken=1
  for project in tests/*/*.Tests.csproj; do run_project "$project"; done
else
  broken=1
fi

[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] || broken=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$broken"
