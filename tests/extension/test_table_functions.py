# SPDX-License-Identifier: MIT
"""The table functions in Python's sqlite3: bound values of every type, cursors side by side,
interruption from another thread, a file opened for reading only."""

import math
import os
import pathlib
import sqlite3
import sys
import tempfile
import threading
import unittest

from calltally_tests import MODULE, MODULE_LOADER, ROOT

DEBIANS = "/usr/bin/python3"
if not hasattr(sqlite3.Connection, "enable_load_extension") and sys.executable != DEBIANS:
    os.execv(DEBIANS, [DEBIANS, *sys.argv])  # a Python built without it may come first in PATH
if MODULE_LOADER.items() - os.environ.items():
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **MODULE_LOADER})

ACCOUNT = "AC00000000000000000000000000000001"

CALL = """
insert into calls (sid, account_sid, from_address, to_address, status, direction, start_time,
    end_time, duration, usage_date, usage_month, usage_category, is_billed, billed_seconds,
    rounding_rule_id, settled, source, first_seen_at)
values ('CA' || ?1, ?2, '+1305', '+1415', 'completed', 'inbound', ?3, ?3, 61, substr(?3, 1, 10),
    substr(?3, 1, 7), 'calls-inbound', 1, 120, 1, 1, 'api', '2026-08-03')"""


def load_module(connection):
    connection.enable_load_extension(True)
    connection.load_extension(str(MODULE))
    connection.enable_load_extension(False)


class TableFunctions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "mirror.db"
        self.connection = sqlite3.connect(self.file, check_same_thread=False)
        self.addCleanup(self.connection.close)
        for path in sorted((ROOT / "sql/migrations").glob("*.sql")):
            self.connection.executescript(path.read_text())
        self.connection.execute("insert into accounts (sid) values (?)", (ACCOUNT,))
        for number, start in enumerate(("2026-07-01 00:00:00", "2026-07-31 23:59:59")):
            self.connection.execute(CALL, (number, ACCOUNT, start))
        self.connection.commit()
        load_module(self.connection)

    def value(self, sql, *parameters):
        return self.connection.execute(sql, parameters).fetchone()[0]

    def error(self, sql, *parameters):
        with self.assertRaises(sqlite3.OperationalError) as raised:
            self.connection.execute(sql, parameters).fetchall()
        return str(raised.exception)

    def test_bound_arguments(self):
        self.assertEqual(self.value(
            "select count(*) from rounding_whatif(?, ?, ?, ?)", "2026-07", ACCOUNT, 12, 7.0), 14)
        self.assertEqual(self.value(
            "select max(running_calls) from call_log_bridge_for(?, ?)", "2026-07", "UTC"), 2)
        for null in (None, math.nan):  # SQLite stores no NaN
            self.assertEqual(self.value("select count(*) from attribution_whatif(?)", null), 0)
            self.assertEqual(self.value(
                "select count(*) from rounding_whatif('2026-07', ?, ?, 1)", ACCOUNT, null), 0)

    def test_values_that_no_literal_can_be(self):
        month = "attribution_whatif(): month must be a month such as '2026-07', not "
        for bad, shown in ((b"2026-07", "a blob of 7 bytes"), (b"", "a blob of 0 bytes"),
                           (bytes(1_000_000), "a blob of 1000000 bytes"),
                           ("2026-07\0", r"'2026-07\x00'"), (math.inf, "Inf"), (-0.0, "0.0"),
                           (2**63 - 1, "9223372036854775807"), ("x" * 10**6, f"'{'x' * 60}...'")):
            self.assertEqual(self.error("select * from attribution_whatif(?)", bad).replace(
                "-0.0", "0.0"), month + shown)
        self.assertEqual(
            self.error("select * from rounding_whatif('2026-07', ?, 60, ?)", ACCOUNT, -2**63),
            "rounding_whatif(): increment must be 1 or more whole seconds, not "
            "-9223372036854775808")
        self.assertIn("not 'Mars/Base'", self.error(
            "select * from call_log_bridge_for('2026-07', ?)", "Mars/Base"))

    def test_the_largest_pair_is_an_error_or_a_number_and_nothing_else(self):
        largest = 2**63 - 1
        self.assertEqual(self.error(
            "select * from rounding_whatif('2026-07', ?, ?, 1)", ACCOUNT, largest),
            "integer overflow")
        self.assertEqual(self.error(
            "select * from rounding_whatif('2026-07', ?, 0, ?)", ACCOUNT, largest),
            "integer overflow")
        self.assertEqual(self.value(
            "select max(microseconds) from rounding_whatif('2026-07', ?, 4000000000000, 1)",
            ACCOUNT), 8 * 10**18)

    def test_cursors_side_by_side(self):
        sql = "select reading from attribution_whatif('2026-07') where category = 'combined'"
        whole = self.connection.execute(sql).fetchall()
        self.assertEqual(len(whole), 62)
        first, second = self.connection.execute(sql), self.connection.execute(sql)
        pairs = list(zip(first, second))
        self.assertEqual(pairs, [(row, row) for row in whole])
        first = self.connection.execute(sql)
        first.fetchone()
        first.close()  # left half-way
        self.assertEqual(self.connection.execute(sql).fetchall(), whole)

    def test_interrupted_from_another_thread(self):
        self.connection.executemany(
            CALL, ((f"x{number}", ACCOUNT, "2026-07-10 00:00:00") for number in range(20_000)))
        asked = threading.Event()

        def interrupt():
            asked.wait()
            while not done.is_set():
                self.connection.interrupt()
                done.wait(0.001)

        for function in ("live_month_report()", "attribution_whatif('2026-07')",
                         "rounding_whatif('2026-07')", "call_log_bridge_for('2026-07', 'UTC')"):
            done = threading.Event()
            asked.clear()
            thread = threading.Thread(target=interrupt)
            thread.start()
            try:
                asked.set()
                # Joined with itself a million times over: it ends by the interruption alone.
                message = self.error(f"select count(*) from {function}, "
                                     "(with recursive n(i) as (select 1 union all select i + 1 "
                                     "from n limit 1000000) select * from n)")
            finally:
                done.set()
                thread.join()
            self.assertEqual(message, "interrupted")

    def test_a_file_opened_for_reading_only(self):
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        self.addCleanup(connection.close)
        load_module(connection)
        connection.execute("pragma query_only = on")
        connection.execute("pragma trusted_schema = off")
        self.assertEqual(connection.execute(
            "select month, log_calls, log_minutes from live_month_report()").fetchall(),
            [("2026-07", 2, 4.0)])
        for call in ("attribution_whatif('2026-07')", "rounding_whatif('2026-07')",
                     "call_log_bridge_for('2026-07', 'Asia/Tokyo')"):
            self.assertTrue(connection.execute(f"select * from {call}").fetchall(), call)

    def test_column_names_are_documented_ones(self):
        page = (ROOT / "docs/sql-functions.md").read_text(encoding="utf-8")
        for call in ("live_month_report()", "attribution_whatif('2026-07')",
                     "rounding_whatif('2026-07')", "call_log_bridge_for('2026-07', 'UTC')"):
            name = call.split("(")[0]
            section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
            cursor = self.connection.execute(f"select * from {call}")
            for column in cursor.description:
                self.assertIn(f"| `{column[0]}` |", section, name)
            hidden = [row[1] for row in self.connection.execute(f"pragma table_xinfo({name})")
                      if row[6] == 1]
            for column in hidden:
                self.assertIn(f"`{column}`", section, name)
            self.assertEqual(hidden[-1], "schema")


if __name__ == "__main__":
    unittest.main()
