#!/usr/bin/env bash
# Runs all tests: installs the servers and the browser that they start when they are missing and this machine lets us, then builds and tests.
# Ends with a line "N passed, N failed"; fails when a test failed, when none ran, or when anything before them did.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

# A server's program may lie outside of PATH, as Debian's PostgreSQL does.
have() { command -v "$1" >/dev/null 2>&1 || compgen -G "$2" >/dev/null; }

missing=()
have postgres '/usr/lib/postgresql/*/bin/postgres' || missing+=(postgresql)
have mariadbd '/usr/sbin/mariadbd' || missing+=(mariadb-server)
have redis-server /usr/bin/redis-server || missing+=(redis-server)
have chromium /usr/bin/chromium || missing+=(chromium)

# What links an application that is compiled ahead of time, and compiles the library that lets disks fail in tests.
have gcc /usr/bin/gcc || have clang /usr/bin/clang || missing+=(gcc)
have crt1.o '/usr/lib/*/crt1.o' || missing+=(libc6-dev)

if [ "${#missing[@]}" -gt 0 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing: ${missing[*]}"
  $sudo apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
    echo "Could not install ${missing[*]}: the tests need them. Install them and run this again." >&2
    echo "0 passed, 0 failed"
    exit 1
  }
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build Audit.sln -v quiet -nologo || { echo "The build failed." >&2; echo "0 passed, 0 failed"; exit 1; }
# A test that hangs is named and ended, instead of holding up everything.
dotnet test Audit.sln --no-build -nologo --blame-hang-timeout 8m --blame-hang-dump-type none "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# One summary line per test project: "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, ..."
read -r passed failed skipped < <(awk '
  /(Passed|Failed|Skipped)!  - Failed:/ {
    for (i = 1; i < NF; i++) {
      if ($i == "Failed:") f += $(i + 1)
      if ($i == "Passed:") p += $(i + 1)
      if ($i == "Skipped:") s += $(i + 1)
    }
  }
  END { print p + 0, f + 0, s + 0 }' "$log")

if [ "$skipped" -gt 0 ]; then echo "$skipped tests were skipped: here every test runs." >&2; status=1; fi
if [ "$passed" -eq 0 ]; then echo "No test ran." >&2; status=1; fi
if [ "$failed" -gt 0 ]; then status=1; fi
echo "$passed passed, $failed failed"
exit "$status"
