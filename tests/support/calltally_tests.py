# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the programs, the sample API, a mirror in a fresh folder."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["CALLTALLY_BUILD_DIR"])
CALLTALLY = BUILD / "bin" / "calltally"
SAMPLE_API = BUILD / "bin" / "calltally-sample-api"
# A server on this machine needs no second to recover.
BRIEF_RETRIES = ("--retry-wait", "0.02")
MODULE = BUILD / "lib" / "calltally" / "calltally.so"
# What a program that is not ours needs in its environment to load our module: of a build with
# sanitizers, their runtime. The leaks of such a program are not ours to find.
RUNTIME = os.environ.get("CALLTALLY_SANITIZER_RUNTIME")
MODULE_LOADER = {"LD_PRELOAD": RUNTIME, "ASAN_OPTIONS": "detect_leaks=0"} if RUNTIME else {}


class SampleApi:
    """A sample API of its own on loopback; ends with the `with` block."""

    def __init__(self, *options, scheme="http"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="calltally-sample-"))
        port_file = self.folder / "port"
        self.log = self.folder / "requests.log"
        self.output = open(self.folder / "output", "w+")
        self.process = subprocess.Popen(
            [SAMPLE_API, "--port", "0", "--port-file", port_file, "--max-seconds", "600",
             "--log", self.log, *map(str, options)],
            stdout=self.output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.output.seek(0)
                raise RuntimeError("the sample API did not start: " + self.output.read())
            time.sleep(0.02)
        self.url = f"{scheme}://127.0.0.1:{port_file.read_text().strip()}"
        self.output.seek(0)
        self.credentials = dict(
            line.strip().split("=", 1) for line in self.output if line.startswith("TWILIO_"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.output.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, *names):
        names = names or ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
        return {name: self.credentials[name] for name in names}

    def truth(self):
        with urllib.request.urlopen(self.url + "/_sample/truth") as answer:
            return json.load(answer)

    def control(self, what, **parameters):
        query = urllib.parse.urlencode(parameters)
        request = urllib.request.Request(f"{self.url}/_sample/{what}?{query}", method="POST")
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def api_requests(self):
        return [line for line in self.log.read_text().splitlines() if "/2010-04-01/" in line]


class MirrorTest(unittest.TestCase):
    """A test with a folder of its own, for a mirror."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="calltally-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.mirror = self.folder / "mirror.db"

    def calltally(self, *arguments, environment=None, expect=0, database=None):
        """Runs the program and returns it; its exit code must be the expected one."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO")}
        if "shell" in arguments:
            clean.update(MODULE_LOADER)
        result = subprocess.run(
            [CALLTALLY, "--db", database or self.mirror, *map(str, arguments)],
            env={**clean, **(environment or {})}, capture_output=True, text=True, timeout=300,
            stdin=subprocess.DEVNULL)
        if expect is not None:
            self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result

    def sync(self, api, *options, expect=0, **keywords):
        return self.calltally("sync", "--base-url", api.url, *BRIEF_RETRIES, *options, expect=expect,
                              environment=api.environment(), **keywords)

    def query(self, sql, *parameters):
        """Rows as dictionaries, read without the extension and without writing."""
        connection = sqlite3.connect(f"file:{self.mirror}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, parameters)]
        finally:
            connection.close()

    def execute(self, sql):
        """Changes the mirror behind the program's back."""
        connection = sqlite3.connect(self.mirror)
        try:
            connection.execute(sql)
            connection.commit()
        finally:
            connection.close()

    def check_causes_add_up(self):
        """The parts of each difference are all of it; where prices do not compare, they have none."""
        rows = self.query("""
            select cell.account_sid, cell.month, cell.category, cell.count_difference,
                cell.difference_microseconds, cell.price_difference_micros,
                coalesce(sum(cause.calls), 0) as calls,
                coalesce(sum(cause.microseconds), 0) as microseconds,
                coalesce(sum(cause.price_micros), 0) as price_micros
            from monthly_discrepancies as cell
            left join discrepancy_causes as cause using (account_sid, month, category)
            where cell.usage_count is not null
            group by cell.account_sid, cell.month, cell.category""")
        for row in rows:
            self.assertEqual(
                (row["calls"], row["microseconds"], row["price_micros"]),
                (row["count_difference"], row["difference_microseconds"],
                 row["price_difference_micros"] or 0), row)

    def contents(self):
        """Everything mirrored and worked out, without the times of reading."""
        return {
            relation: self.query(f"select {columns} from {relation} order by {order}")
            for relation, columns, order in (
                ("calls", "sid, account_sid, status, start_time, end_time, duration, price_micros,"
                          " usage_date, usage_category, billed_seconds, missing_since is null,"
                          " settled", "sid"),
                ("call_days", "*", "1, 2, 3, 4, 5, 6"),
                ("usage_records", "account_sid, includes_subaccounts, granularity, category,"
                                  " start_date, end_date, count, usage_micros, price_micros",
                 "1, 2, 3, 4, 5"),
                ("month_cells", "account_sid, month, category, log_calls, billed_calls,"
                                " log_microseconds, log_price_micros, usage_count,"
                                " usage_microseconds, usage_price_micros, state", "1, 2, 3"),
                ("discrepancy_findings", "account_sid, month, category, from_date, cause, calls,"
                                         " microseconds, price_micros", "1, 2, 3, 4, 5"),
            )
        }
