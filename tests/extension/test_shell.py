# SPDX-License-Identifier: MIT
"""The module in the sqlite3 shell: a program that somebody else has built."""

import os
import subprocess
import tempfile
import unittest

from calltally_tests import MODULE, MODULE_LOADER


def shell(database, script, **environment):
    """The shell's exit code, output and errors; no start-up file of the user's is read."""
    with tempfile.TemporaryDirectory() as home:
        return subprocess.run(
            ["sqlite3", "-batch", "-bail", database], input=script, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": home, **MODULE_LOADER, **environment})


class Shell(unittest.TestCase):
    def test_loads_and_answers(self):
        result = shell(":memory:", f".load {MODULE}\n"
                       "SELECT billed_minutes(61), utc_month('Fri, 31 Jul 2026 23:59:59 +0000');\n")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "2|2026-07\n", ""))

    def test_views_work_where_the_schema_is_not_trusted(self):
        with tempfile.TemporaryDirectory() as folder:
            database = f"{folder}/calls.db"
            view = ("CREATE VIEW minutes AS SELECT billed_minutes(61) AS minutes, "
                    "utc_date('2026-07-31 20:00:00', 'America/New_York') AS day;\n")
            created = shell(database, f".load {MODULE}\n{view}")
            self.assertEqual((created.returncode, created.stderr), (0, ""))
            read = shell(database, f".load {MODULE}\nPRAGMA trusted_schema = off;\n"
                         "SELECT * FROM minutes;\n")
            self.assertEqual((read.returncode, read.stdout, read.stderr),
                             (0, "2|2026-08-01\n", ""))
            without = shell(database, "SELECT * FROM minutes;\n")
            self.assertNotEqual(without.returncode, 0)
            self.assertIn("no such function: billed_minutes", without.stderr)

    def test_loads_twice(self):
        result = shell(":memory:", f".load {MODULE}\n.load {MODULE}\nSELECT billed_minutes(61);\n")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "2\n", ""))

    def test_a_bad_zone_cannot_write_to_the_terminal(self):
        result = shell(":memory:", f".load {MODULE}\nSELECT utc_time(0, char(27) || '[2J');\n")
        self.assertNotEqual(result.returncode, 0)
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertIn(r"not '\x1b[2J'", result.stderr)

    def test_the_environment_changes_nothing(self):
        script = (f".load {MODULE}\nSELECT billed_minutes(31, 30, 6), utc_time('2026-07-31'), "
                  "local_time(0, 'America/New_York');\n")
        expected = "0.6|2026-07-31 00:00:00|1969-12-31 19:00:00\n"
        for environment in ({}, {"TZ": "Asia/Tokyo"}, {"LC_ALL": "de_DE.UTF-8"}):
            self.assertEqual(shell(":memory:", script, **environment).stdout, expected)


if __name__ == "__main__":
    unittest.main()
