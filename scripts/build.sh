#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configures and builds a preset: scripts/build.sh <preset> [<target>...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
launcher=()
command -v ccache >/dev/null 2>&1 && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
cmake --preset "$preset" "${launcher[@]}" >"/tmp/calltally-configure.$$" 2>&1 || {
    cat "/tmp/calltally-configure.$$" >&2
    exit 1
}
rm -f "/tmp/calltally-configure.$$"
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" --parallel "$(nproc)" --target "$@"
else
    cmake --build --preset "$preset" --parallel "$(nproc)"
fi
