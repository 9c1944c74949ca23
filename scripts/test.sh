#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds the presets `release`, with which a test runs the quick start, and
# `dev` (warnings are errors), and runs every test.
#
#   scripts/test.sh            what runs on every commit
#   scripts/test.sh --asan     all of them again under ASan and UBSan, but for other programs' reading
#   scripts/test.sh --tsan     those that run threads again under the thread sanitizer
#   scripts/test.sh --coverage all of them again, and which part of each source's lines they reach
#   scripts/test.sh --tidy     clang-format and clang-tidy (version 14) on all sources as well
#   scripts/test.sh --full     the long form of the tests that draw accounts, faults and moments to be killed at
#   scripts/test.sh --clients  also what needs Chromium, LibreOffice, R or ClickHouse, which are installed if they are not there
set -euo pipefail
cd "$(dirname "$0")/.."

presets=(dev)
coverage=false
tidy=false
purposes=(run test)
limits=()
for option in "$@"; do
    case "$option" in
        --asan) presets+=(asan) ;;
        --tsan) presets+=(tsan) ;;
        --coverage) presets+=(coverage); coverage=true ;;
        --tidy) tidy=true ;;
        --full)
            export CALLTALLY_TEST_ACCOUNTS=2000 CALLTALLY_TEST_EVERY_WRITE=1 CALLTALLY_FAULT_SEEDS=40
            limits=(--timeout 3600)
            ;;
        --clients)
            purposes+=(clients)
            export CALLTALLY_CLIENTS=1 # what is missing fails instead of being skipped
            ;;
        *)
            echo "test.sh: unknown option '$option': choose from --asan, --tsan, --coverage, --tidy, --full, --clients" >&2
            exit 2
            ;;
    esac
done

scripts/install-deps.sh "${purposes[@]}"
[ -z "${CALLTALLY_CLIENTS:-}" ] || # half a gigabyte: for those who ask for it
    (cd tests/clients/clickhouse && npm ci --ignore-scripts --silent --no-audit --no-fund >/dev/null)
(cd tests/clients && npm ci --ignore-scripts --silent --no-audit --no-fund >/dev/null)
scripts/build.sh release
for preset in "${presets[@]}"; do
    scripts/build.sh "$preset"
    ctest --preset "$preset" "${limits[@]}"
done

if $coverage; then
    scripts/install-deps.sh coverage
    gcovr --root . --object-directory build/coverage --filter src/ --filter extension/ --filter sample/
fi
if $tidy; then
    scripts/install-deps.sh tidy
    git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
    # The tests' macros are not ours; headers are checked with the sources that include them.
    git ls-files 'src/*.cpp' 'extension/*.cpp' 'sample/*.cpp' |
        xargs -P "$(nproc)" -n 4 clang-tidy-14 -p build/dev --quiet
fi
