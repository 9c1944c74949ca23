#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds the preset `dev` (warnings are errors) and runs every test.
#
#   scripts/test.sh            what runs on every commit
#   scripts/test.sh --asan     the same tests again under ASan and UBSan
set -euo pipefail
cd "$(dirname "$0")/.."

presets=(dev)
for option in "$@"; do
    case "$option" in
        --asan) presets+=(asan) ;;
        *)
            echo "test.sh: unknown option '$option': choose from --asan" >&2
            exit 2
            ;;
    esac
done

scripts/install-deps.sh run test
(cd tests/clients && npm ci --silent --no-audit --no-fund >/dev/null)
for preset in "${presets[@]}"; do
    scripts/build.sh "$preset"
    ctest --preset "$preset"
done
