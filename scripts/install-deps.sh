#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The only installer: puts the Debian 12 packages in place that a purpose needs.
#
#   scripts/install-deps.sh [run|test|clients|bench|peers|tidy|coverage]...     (default: run)
#
#   run      build and use calltally
#   test     everything the test suite needs as well
#   clients  the heavier readers of the mirror: Chromium, LibreOffice, R
#   bench    measuring
#   peers    what a measured sync is compared with
#   tidy     clang-format and clang-tidy, of the version that decides
#   coverage the table of which lines the tests reach
#
# Says what it installs, and nothing when all is there. Works as root or through sudo.
set -euo pipefail

run_packages=(
    ca-certificates cmake g++ ninja-build pkg-config sqlite3 tzdata
    libcctz-dev libcli11-dev libcpp-httplib-dev libcsv-dev libcurl4-openssl-dev libfmt-dev
    libsimdjson-dev libsqlite3-dev libsqlitecpp-dev libssl-dev nlohmann-json3-dev zlib1g-dev
)
test_packages=(
    ccache doctest-dev file openssl python3 strace systemd valgrind
    # Clients of the mirror that every run of the tests reads it with.
    libsqliteodbc libxerial-sqlite-jdbc-java python3-pyodbc python3-sqlalchemy unixodbc
)
clients_packages=(chromium fonts-dejavu-core libreoffice-base libreoffice-calc python3-pandas python3-uno r-cran-rsqlite)
bench_packages=(python3 valgrind)
peers_packages=(make python3 python3-twilio sqlite-utils)
tidy_packages=(clang-format-14 clang-tidy-14)
coverage_packages=(gcovr)

packages=("${run_packages[@]}")
needs_runtimes=false
for purpose in "${@:-run}"; do
    case "$purpose" in
        run) ;;
        test) packages+=("${test_packages[@]}"); needs_runtimes=true ;;
        clients) packages+=("${test_packages[@]}" "${clients_packages[@]}"); needs_runtimes=true ;;
        bench) packages+=("${bench_packages[@]}") ;;
        peers) packages+=("${peers_packages[@]}"); needs_runtimes=true ;;
        tidy) packages+=("${tidy_packages[@]}") ;;
        coverage) packages+=("${coverage_packages[@]}") ;;
        *)
            echo "install-deps.sh: unknown purpose '$purpose': choose from run, test, clients, bench, peers, tidy, coverage" >&2
            exit 2
            ;;
    esac
done

# A Node.js or Java that is already on the machine, from wherever, is as good as Debian's.
if $needs_runtimes; then
    command -v javac >/dev/null 2>&1 || packages+=(default-jdk-headless)
    command -v node >/dev/null 2>&1 || packages+=(nodejs)
    command -v npm >/dev/null 2>&1 || packages+=(npm)
fi

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "install-deps.sh: these packages are missing: ${missing[*]}" >&2
        echo "install-deps.sh: run this as root, or install sudo" >&2
        exit 1
    }
    as_root=(sudo)
fi

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
