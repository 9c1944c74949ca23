#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configures and builds a preset: scripts/build.sh <preset> [<target>...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
cmake --preset "$preset" >"/tmp/calltally-configure.$$" 2>&1 || {
    cat "/tmp/calltally-configure.$$" >&2
    exit 1
}
rm -f "/tmp/calltally-configure.$$"
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" --parallel "$(nproc)" --target "$@"
else
    cmake --build --preset "$preset" --parallel "$(nproc)"
fi
