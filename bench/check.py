#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of fixed pieces of work and compares them with the recorded ones.

    bench/check.py BUILD_DIR [--record]

Fails when one takes more than 10 % more than recorded in bench/instructions.json for this preset.
Instructions, unlike seconds, do not depend on what else the machine does. Needs valgrind.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

PIECES = ("parse", "upsert", "functions", "views")
TOLERANCE = 1.10
RECORDED = pathlib.Path(__file__).with_name("instructions.json")
# Libraries that choose their code by the processor: one choice, wherever this runs.
SAME_EVERYWHERE = {"SIMDJSON_FORCE_IMPLEMENTATION": "westmere",
                   "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-AVX512F,-ERMS,-EVEX"}


def count(program, piece):
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(program), piece],
        env={**os.environ, **SAME_EVERYWHERE, "TZ": "UTC"}, capture_output=True, text=True,
        check=False)
    collected = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or not collected:
        sys.exit(f"{program} {piece} did not run under valgrind:\n{result.stderr}")
    return int(collected[1])


def main():
    build = pathlib.Path(sys.argv[1])
    preset = build.resolve().name
    recorded = json.loads(RECORDED.read_text())
    known = recorded.get(preset, {})
    counts = {piece: count(build / "bin" / "bench_work", piece) for piece in PIECES}
    too_many = []
    print(f"{'instructions':<14}{'recorded':>16}{'now':>16}{'ratio':>8}")
    for piece, now in counts.items():
        before = known.get(piece)
        print(f"{piece:<14}{before or '-':>16}{now:>16}"
              f"{f'{now / before:.3f}' if before else '-':>8}")
        if before is None or now > before * TOLERANCE:
            too_many.append(piece)
    if "--record" in sys.argv:
        recorded[preset] = counts
        RECORDED.write_text(json.dumps(recorded, indent=2) + "\n")
    elif too_many:
        sys.exit(f"more than 10 % above what is recorded, or not recorded: {', '.join(too_many)}. "
                 "If that is meant: bench/check.py BUILD_DIR --record, and say why in the commit.")


if __name__ == "__main__":
    main()
