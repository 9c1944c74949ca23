#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From nothing to a discrepancy report: installs what is missing, builds, starts the sample API on
# loopback, mirrors its account and prints where its call log and its usage differ.
#
#   scripts/quickstart.sh [FILE]      FILE: the mirror to make (default: build/quickstart.db)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh run
mkdir -p build
echo "Building calltally (a few minutes the first time)"
scripts/build.sh release >build/quickstart.log 2>&1 || {
    cat build/quickstart.log >&2
    exit 1
}
rm -f build/quickstart.log

programs=build/release/bin
mirror=${1:-build/quickstart.db}
scratch=$(mktemp -d)
"$programs/calltally-sample-api" --port 0 --port-file "$scratch/port" --max-seconds 300 \
    >"$scratch/credentials" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 100); do
    [ -s "$scratch/port" ] && break
    sleep 0.1
done
[ -s "$scratch/port" ] || {
    echo "quickstart.sh: the sample API did not start" >&2
    exit 1
}

rm -f "$mirror" "$mirror-wal" "$mirror-shm"
echo "Mirroring the sample account from the sample API on 127.0.0.1"
env $(grep '^TWILIO_ACCOUNT_SID=\|^TWILIO_AUTH_TOKEN=' "$scratch/credentials") \
    "$programs/calltally" --db "$mirror" sync --subaccounts \
    --base-url "http://127.0.0.1:$(cat "$scratch/port")"
echo
"$programs/calltally" --db "$mirror" report
echo
echo "The mirror is $mirror. To go on:"
echo "  sqlite3 -readonly $mirror 'select * from monthly_discrepancies'"
echo "  $programs/calltally --db $mirror shell"
