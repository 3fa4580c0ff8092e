#!/usr/bin/env bash
# Builds once and runs everything: style, every test project, both databases. The last line says "N passed, N failed, N skipped".
# Needs the .NET SDK; on Debian, as root, it installs the rest (PostgreSQL, librsvg, fonts, Chromium, Node) where it is missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

# Longer than everything takes on a busy machine: what hangs is ended and counts as broken.
longest=1500

work=$(mktemp -d "${TMPDIR:-/tmp}/csp-tests.XXXXXX") || exit 1
compiler="csp-tests-$$-$RANDOM"
postgres=
groups=()

# All temporary files of all programs go with this folder. A server that runs as another user has to pass through it.
mkdir "$work/t"
chmod 755 "$work"
chmod 1777 "$work/t"
export TMPDIR="$work/t"

if [ ! -w "${HOME:-/nowhere}" ]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
  [ -n "$HOME" ] && [ -w "$HOME" ] || { HOME="$work/home"; mkdir "$HOME"; }
  export HOME
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Ends what is left of a group: nothing after a good end, everything after an interruption.
end_group() {
  kill -TERM -- "-$1" 2>/dev/null || return
  for _ in $(seq 50); do
    sleep 0.1
    kill -0 -- "-$1" 2>/dev/null || return
  done
  kill -KILL -- "-$1" 2>/dev/null
}

stop() {
  trap '' INT TERM
  local group server mount
  for group in "${groups[@]}"; do end_group "$group"; done
  [ -n "${roslyn:-}" ] && "$roslyn/VBCSCompiler" "-pipename:$compiler" -shutdown >/dev/null 2>&1
  # Immediate, without a last checkpoint: the folder is thrown away. A test that was cut off may have left a server of its own.
  for server in "$work"/pg/postmaster.pid "$work"/t/*/pg/postmaster.pid; do
    [ -f "$server" ] && kill -QUIT "$(head -n 1 "$server")" 2>/dev/null
  done
  [ -n "$postgres" ] && wait "$postgres" 2>/dev/null
  while read -r _ mount _; do
    case $mount in "$work"/*) umount -l "$mount" ;; esac
  done </proc/mounts 2>/dev/null
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND...: beside everything else, in a process group of its own, with what it says kept in a file.
declare -A started
start() {
  local name=$1
  shift
  set -m
  ("$@") >"$work/$name.out" 2>&1 &
  set +m
  started[$name]=$!
  groups+=("$!")
}

# finish NAME: waits for it, says what it said, and gives its status.
finish() {
  local status
  wait "${started[$1]}" 2>/dev/null
  status=$?
  echo "== $1"
  cat "$work/$1.out"
  return "$status"
}

install_missing() {
  local missing=()
  command -v rsvg-convert >/dev/null || missing+=(librsvg2-bin)
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)
  # With npm the programs of others talk to the bot: without it their tests are skipped.
  command -v npm >/dev/null || missing+=(nodejs npm)
  [ ${#missing[@]} -eq 0 ] && { echo "Nothing is missing"; return; }
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed, the tests that need them are skipped: ${missing[*]}"
    return
  fi
  echo "Installing ${missing[*]}"
  # The server is started below on a port of its own: no cluster of the package's.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >"$work/apt.log" 2>&1
  apt-get install -y -q --no-install-recommends "${missing[@]}" >>"$work/apt.log" 2>&1 && return
  # One that cannot be had must not keep the others away.
  local package
  for package in "${missing[@]}"; do
    apt-get install -y -q --no-install-recommends "$package" >>"$work/apt.log" 2>&1 ||
      { tail -n 5 "$work/apt.log"; echo "Could not install $package; the tests that need it are skipped"; }
  done
}

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_postgres() {
  local binaries port
  binaries=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
  [ -n "$binaries" ] && [ -x "$binaries/initdb" ] || return
  port=$(free_port)
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
  for _ in $(seq 300); do
    as_postgres "$binaries/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    kill -0 "$postgres" 2>/dev/null || { tail -n 5 "$work/postgres.log"; echo "PostgreSQL did not start; its tests are skipped"; postgres=; return; }
    sleep 0.2
  done
  export CSP_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
}

# One compiler for all projects instead of one for each; it is this run's own, and ends with it.
build() {
  dotnet build CsPerformance.Bot.sln --nologo -v q -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler"
}

test_project() {
  local dll=tests/$1/bin/Debug/net10.0/$1.dll
  timeout --foreground -k 10 "$longest" dotnet test "$dll" --nologo --logger "trx;LogFileName=$work/$1.trx" --logger "console;verbosity=minimal"
}

# What went wrong, said once more at the end.
complaints=()
passed=0 failed=0 skipped=0

# The numbers stand in the trx file, whatever language the summary is printed in.
count() {
  local attribute=$1 file=$2
  grep -o '<Counters [^>]*>' "$file" | grep -oE " $attribute=\"[0-9]+\"" | grep -oE '[0-9]+' | head -n 1
}

finish_project() {
  local name=$1 results="$work/$1.trx" total ran
  finish "$name" || complaints+=("$name ended with status $?")
  if [ ! -f "$results" ]; then
    complaints+=("$name ended without a result")
    return
  fi
  total=$(count total "$results") ran=$(count executed "$results")
  passed=$((passed + $(count passed "$results")))
  failed=$((failed + ran - $(count passed "$results")))
  skipped=$((skipped + total - ran))
}

name_failures() {
  local results names
  for results in "$work"/*.trx; do
    [ -f "$results" ] || continue
    names=$(grep -o '<UnitTestResult [^>]*outcome="Failed"' "$results" |
      sed -e 's/.* testName="\([^"]*\)".*/  \1/' -e 's/&quot;/"/g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g')
    [ -n "$names" ] && printf 'Failed in %s:\n%s\n' "$(basename "$results" .trx)" "$names"
  done
}

roslyn=$(dotnet msbuild src/CsPerformance.Domain/CsPerformance.Domain.csproj -getProperty:RoslynTargetsPath 2>/dev/null)/bincore
start install install_missing
start build build
finish install
if finish build; then
  start_postgres
  # The longest project mostly waits; meanwhile the others compute, one after the other, and then the style is looked at, which writes nothing.
  start CsPerformance.Bot.Tests test_project CsPerformance.Bot.Tests
  for project in tests/*.Tests; do
    name=$(basename "$project")
    [ "$name" = CsPerformance.Bot.Tests ] && continue
    start "$name" test_project "$name"
    finish_project "$name"
  done
  start style dotnet format CsPerformance.Bot.sln --verify-no-changes --no-restore
  finish style || complaints+=("The style is not as the house wants it")
  finish_project CsPerformance.Bot.Tests
else
  complaints+=("It does not build")
fi

[ "$passed" -gt 0 ] || complaints+=("No test ran")
name_failures
[ ${#complaints[@]} -eq 0 ] || printf '%s\n' "${complaints[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ ${#complaints[@]} -eq 0 ]
