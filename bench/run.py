#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures calltally beside what it is compared with, and prints a table. See docs/performance.md.

Every figure is a ratio of two things that ran in turn in this run, or a size: seconds alone say
more about the machine.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import store_cases
import sync_cases
from measure import SampleApi, machine, median, remove_mirror, run

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONSOLE_HEADER = ("Call Sid,From,To,Direction,Type,Status,Duration,Start Time,End Time,"
                  "Date Created,Price,Price Unit,Called Via,SIP Call ID\r\n")


class Bench:
    """What the cases share: sizes, programs, files, and the table."""

    def __init__(self, options, folder):
        self.runs = options.runs
        self.calls = options.calls or (1_000_000 if options.full else 200_000)
        self.import_rows = options.import_rows or (1_000_000 if options.full else 200_000)
        self.latency_calls = 1_000_000 if options.full else 200_000
        self.mirror_calls = options.mirror_calls or (10_000_000 if options.full else 200_000)
        self.folder = pathlib.Path(folder)
        self.build = pathlib.Path(options.build).resolve()
        self.programs = self.build / "bin"
        self.calltally = self.programs / "calltally"
        self.peer_folder = options.peers and pathlib.Path(options.peers).resolve()
        self.failed = []

    def work(self, name):
        return self.programs / f"bench_{name}"

    def row(self, name, what, value, comparison, limit, note=""):
        """One line of the table. The limit is the one that is promised."""
        kept = limit is None or (value <= limit if comparison == "<=" else value >= limit)
        if not kept:
            self.failed.append(name)
        goal = f"{comparison} {limit:g}" if limit is not None else ""
        print(f"{name:<24} {what:<52} {value:>9.2f}  {goal:<8} "
              f"{'' if limit is None else 'yes' if kept else 'NO':<4} {note}", flush=True)

    def console_csv(self, rows, month="2026-07", seed=1):
        """A Console export of a month of summer time with random sids; made once."""
        path = self.folder / f"console-{month}-{rows}-{seed}.csv"
        if path.exists():
            return path
        draw = random.Random(f"{month} {seed}")
        directions = ("Incoming", "Outgoing API", "Outgoing Dial")
        with open(path, "w", newline="") as out:
            out.write("\ufeff" + CONSOLE_HEADER)
            for row in range(rows):
                day, rest = divmod(row * 2_592_000 // rows, 86_400)
                clock = (f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02} EDT "
                         f"{month}-{day + 1:02}")
                out.write(f"CA{draw.getrandbits(128):032x},+1415555{row % 10_000:04},"
                          f"+1212555{row * 7 % 10_000:04},{directions[row % 3]},Phone,Completed,"
                          f"{draw.randrange(1, 600)},{clock},{clock},{clock},-0.01300,USD,,\r\n")
        return path

    def mirror(self):
        """A mirror of the large account; made once."""
        path = self.folder / "mirror.db"
        if not path.exists():
            with SampleApi(self.programs, self.folder, self.mirror_calls) as api:
                sync_cases.new_sync(self, api, path, "--subaccounts")
        return path

    def shell_times(self, mirror, queries):
        """Seconds of the processor of each query in one sqlite3 with the extension, the best of
        some rounds: the cache is warm, and what is in the way only adds."""
        rounds = max(3, self.runs)
        script = f".load {self.build / 'lib' / 'calltally' / 'calltally.so'}\n.timer on\n"
        script += "".join(f"{query};\n" for _ in range(rounds) for query in queries)
        done = subprocess.run(["sqlite3", "-readonly", str(mirror)], input=script, text=True,
                              capture_output=True, check=True)
        times = [float(user) + float(system) for user, system in
                 re.findall(r"user ([\d.]+) sys ([\d.]+)", done.stdout)]
        if len(times) != rounds * len(queries):
            sys.exit(f"sqlite3 did not run the queries: {done.stderr}")
        return [min(times[i::len(queries)]) for i in range(len(queries))]

    def peers(self):
        """The peers that are installed: name and command."""
        if not self.peer_folder:
            return
        if (self.peer_folder / "node_modules" / "better-sqlite3").is_dir():
            shutil.copy(ROOT / "bench" / "peers" / "sync.js", self.peer_folder)
            yield "Node", ["node", self.peer_folder / "sync.js"]
        if subprocess.run(["/usr/bin/python3", "-c", "import twilio, sqlite_utils"],
                          capture_output=True, check=False).returncode == 0:
            yield "Python", ["/usr/bin/python3", ROOT / "bench" / "peers" / "sync.py"]


def parse(bench):
    ours, sax, tree = map(float, run([bench.work("work"), "time-parsers"]).output.split())
    bench.row("parse", "nlohmann's SAX alone / our page to calls", sax / ours, ">=", 1,
              f"{ours / 1000:.1f} us a call, its tree {tree / 1000:.1f}")


def upsert(bench):
    """Our upsert rates each call, compares it with the one that is there and keeps the roll-up."""
    runs = [[float(text) for text in run([bench.work("work"), "time-upsert"]).output.split()]
            for _ in range(bench.runs)]
    new, known, changed, bare_new, bare_known = (median(times) for times in zip(*runs))
    for what, ours, bare in (("new", new, bare_new), ("known", known, bare_known),
                             ("changed", changed, bare_known)):
        bench.row("upsert", f"{what} calls in memory, over SQLite's bare upsert", ours / bare, "",
                  None, f"{ours:.1f} us a call")


CASES = {
    "sync": sync_cases.first_sync, "peers": sync_cases.peers, "again": sync_cases.sync_again,
    "latency": sync_cases.latency, "parse": parse, "upsert": upsert,
    "import": store_cases.import_file,
    "views": store_cases.views, "accounts": store_cases.many_accounts,
    "functions": store_cases.functions, "report": store_cases.report, "backup": store_cases.backup,
    "rules": store_cases.change_of_rules,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=ROOT / "build" / "release")
    parser.add_argument("--runs", type=int, default=3, help="of each measurement")
    parser.add_argument("--full", action="store_true",
                        help="1 million calls to sync and to import, 10 million to read")
    parser.add_argument("--calls", type=int, help="to sync")
    parser.add_argument("--mirror-calls", type=int, help="of the mirror that is read")
    parser.add_argument("--import-rows", type=int, help="to import, and beside which to sync again")
    parser.add_argument("--peers", help="the folder where the peers are installed")
    parser.add_argument("--folder", help="for the databases (default: a temporary one)")
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        bench = Bench(options, folder)
        print(f"{'':<24} {'median of ' + str(bench.runs) + ' pairs':<52} {'figure':>9}  "
              f"{'promised':<8} kept")
        for name in options.only:
            CASES[name](bench)
        remove_mirror(bench.folder / "mirror.db")
    if bench.failed:
        print(f"Not kept: {', '.join(bench.failed)}")


if __name__ == "__main__":
    main()
