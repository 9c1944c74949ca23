# SPDX-License-Identifier: MIT
"""The quick start as a newcomer runs it: the release build, the sample account, its report."""

import pathlib
import subprocess
import unittest

from calltally_tests import ROOT, SampleApi
from truth_test import TruthTest


class QuickStart(TruthTest):
    def test_ends_with_a_report_whose_numbers_are_the_sample_account_s(self):
        run = subprocess.run([ROOT / "scripts" / "quickstart.sh", self.mirror], cwd="/",
                             capture_output=True, text=True, timeout=570)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stderr, "")
        self.assertNotIn("Installing", run.stdout)  # nothing, when all is there
        for part in ("At a glance", "Why they differ", "What each month stands on",
                     f"sqlite3 -readonly {self.mirror}"):
            self.assertIn(part, run.stdout)
        with SampleApi() as api:
            self.check(api.truth())
        self.check_causes_add_up()
        # What the README tells next works with the files that are there now.
        module = pathlib.Path("build/release/lib/calltally/calltally.so")
        shell = subprocess.run(
            ["sqlite3", self.mirror, f".load {module}",
             "select billed_minutes(61), utc_month('Fri, 31 Jul 2026 23:59:59 +0000')"],
            cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((shell.stdout, shell.stderr), ("2|2026-07\n", ""))


if __name__ == "__main__":
    unittest.main()
