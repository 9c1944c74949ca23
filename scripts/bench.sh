#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures the release build beside what it is compared with, and prints a table of ratios.
# docs/performance.md says what they mean. Installs what is missing, builds, takes some minutes.
#
#   scripts/bench.sh             each figure with small sizes
#   scripts/bench.sh --full      the sizes that are promised: up to 10 million calls; an hour or more
#   scripts/bench.sh --peers     also against scripts with Twilio's Node and Python clients, which
#                                it installs in build/peers (npm) and as Debian packages
#   scripts/bench.sh --only sync views ...    --runs N    --calls N    --mirror-calls N
#
#   scripts/bench.sh --check     counts instructions (valgrind) instead, and fails where they are
#                                more than 10 % above the recorded ones; with --record: records
set -euo pipefail
cd "$(dirname "$0")/.."

check=false
peers=false
arguments=()
for argument in "$@"; do
    case "$argument" in
        --check) check=true ;;
        --peers) peers=true ;;
        *) arguments+=("$argument") ;;
    esac
done

scripts/install-deps.sh run bench
if $check; then
    scripts/build.sh release bench_work >/dev/null
    exec python3 bench/check.py build/release "${arguments[@]}"
fi
scripts/build.sh release >/dev/null
scripts/build.sh release bench_programs >/dev/null
if $peers; then
    scripts/install-deps.sh peers
    mkdir -p build/peers
    cp bench/peers/package.json build/peers/
    (cd build/peers && npm install --no-audit --no-fund --silent >&2)
    arguments+=(--peers build/peers)
fi
exec python3 bench/run.py "${arguments[@]}"
