#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Rows a second and peak memory of `calltally import` on a Console call log.

    bench/import_console.py [ROWS] [BUILD_DIR]      (default: 1000000 build/release)

Imports a new file into an empty mirror, then the same file again.
"""

import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
BUILD = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "build/release")
HEADER = ("Call Sid,From,To,Direction,Type,Status,Duration,Start Time,End Time,Date Created,Price,"
          "Price Unit,Called Via,SIP Call ID\r\n")


def write(path):
    draw = random.Random(1)
    directions = ("Incoming", "Outgoing API", "Outgoing Dial")
    with open(path, "w", newline="") as out:
        out.write("\ufeff" + HEADER)
        for row in range(ROWS):
            second = row * 2_592_000 // ROWS
            day, rest = divmod(second, 86_400)
            clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02} EDT 2026-07-{day + 1:02}"
            out.write(f"CA{draw.getrandbits(128):032x},+1415555{row % 10_000:04},"
                      f"+1212555{row * 7 % 10_000:04},{directions[row % 3]},Phone,Completed,"
                      f"{draw.randrange(1, 600)},{clock},{clock},{clock},-0.01300,USD,,\r\n")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "console.csv")
    write(path)
    command = [BUILD / "bin" / "calltally", "--db", os.path.join(folder, "mirror.db"), "import",
               path, "--zone", "America/New_York", "--account", "AC" + "a" * 32, "--quiet"]
    for what in ("new", "again"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        subprocess.run(command, check=True)
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{what}: {ROWS} rows in {seconds:.1f} s, of which the processor worked {cpu:.1f} s; "
              f"{ROWS / seconds:,.0f} rows/s; {after.ru_maxrss // 1024} MB at most; "
              f"{os.path.getsize(path) >> 20} MB of CSV")
