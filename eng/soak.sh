#!/usr/bin/env bash
# The store is down while 20,000 events per second are recorded, for the given number of seconds (600 unless given); then it takes everything. Writes the figures
# to bench/results/soak.md, and fails when an event is lost or stored twice. Ten minutes take about 6 GB on the disk of the temporary directory.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-600}
rate=${2:-20000}
result=bench/results/soak.md
spool=$(mktemp -d)
trap 'rm -rf "$spool"' EXIT

dotnet build tests/Audit.Crash -c Release -v quiet -nologo
dotnet tests/Audit.Crash/bin/Release/net10.0/Audit.Crash.dll outage "$spool/spool" "$seconds" "$rate" > "$spool/figures"
figure() { awk -v name="$1" '$1 == name { printf "%.'"${2:-0}"'f", $2 }' "$spool/figures"; }

cpu=$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)
{
  echo "# A store that is down"
  echo
  echo "Written by \`eng/soak.sh $seconds $rate\`: a process records $rate events per second while its store is down for $seconds s, and delivers them afterwards to a store that only counts."
  echo "Managed memory is measured after a full collection, once after a fifth of the time and once at the end."
  echo
  echo "$cpu, $(nproc) cores, $(uname -s) $(uname -r), .NET $(dotnet --list-runtimes | awk '/Microsoft.NETCore.App 10/ { print $2; exit }'), $(df --output=fstype "$spool" | tail -1); load average at the end: $(cut -d' ' -f1 /proc/loadavg)."
  echo
  echo "| figure | |"
  echo "|---|---:|"
  echo "| events recorded | $(figure recorded) |"
  echo "| delivered, stored once | $(figure stored) |"
  echo "| lost, missing, stored twice | $(figure dropped), $(figure missing), $(figure stored_twice) |"
  echo "| recorded per second | $(figure events_per_second) |"
  echo "| the spool at the end of the outage | $(figure spool_mb) MB |"
  echo "| age of the oldest event then | $(figure lag_seconds 1) s |"
  echo "| managed memory, early and late | $(figure managed_mb 1) MB, $(figure managed_after_mb 1) MB |"
  echo "| resident memory, early and late | $(figure resident_mb) MB, $(figure resident_after_mb) MB |"
  echo "| delivering all of it | $(figure drain_seconds 1) s, $(figure drained_per_second) events/s |"
  echo "| processor time of the process | $(figure cpu_seconds 1) s |"
} > "$result"
cat "$result"
[ "$(figure recorded)" = "$(figure stored)" ] && [ "$(figure dropped)" = 0 ] && [ "$(figure missing)" = 0 ] && [ "$(figure stored_twice)" = 0 ]
