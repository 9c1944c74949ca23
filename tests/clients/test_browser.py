# SPDX-License-Identifier: MIT
"""The page of calltally report in headless Chromium: light, dark, wide, narrow, and to a reader who cannot see."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import unittest

from calltally_tests import MirrorTest, SampleApi

LONG_NAME = "Zweigniederlassung Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"  # wider than a phone
FOLDER = pathlib.Path(__file__).resolve().parent
CHROMIUM = shutil.which("chromium")
MODULES = pathlib.Path(os.environ.get("CALLTALLY_CLIENT_MODULES", FOLDER)) / "node_modules"
MISSING = [name for name, is_there in (("chromium", CHROMIUM),
                                       ("playwright-core", (MODULES / "playwright-core").exists()),
                                       ("axe-core", (MODULES / "axe-core").exists())) if not is_there]


def skip_without_browser(test):
    """Where what it takes is not installed, and not asked for."""
    if MISSING:
        words = f"not installed: {', '.join(MISSING)}; scripts/test.sh --clients installs them"
        if os.environ.get("CALLTALLY_CLIENTS"):
            test.fail(words)
        test.skipTest(words)


class Browser(MirrorTest):
    def setUp(self):
        super().setUp()
        skip_without_browser(self)

    def test_page_is_quiet_sealed_and_accessible(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        connection = sqlite3.connect(self.mirror)
        connection.execute("update accounts set friendly_name = ? where friendly_name like '%Pilot'", (LONG_NAME,))
        connection.commit()
        connection.close()
        page = self.folder / "report.html"
        self.calltally("report", "--format", "html", "-o", page)
        pictures = os.environ.get("CALLTALLY_PICTURES")
        answer = subprocess.run(
            ["node", FOLDER / "check_page.js", page, CHROMIUM, *([pictures] if pictures else [])],
            capture_output=True, text=True, timeout=300)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        seen = json.loads(answer.stdout)
        self.assertEqual(len(seen["looks"]), 4)
        for look in seen["looks"]:
            self.assertEqual(look["messages"], [], look)
            self.assertEqual(look["requests"], [], look)
            self.assertEqual(look["violations"], [], look)
            self.assertEqual(look["pictures"], 9)
            self.assertLessEqual(look["scrollWidth"], look["width"])
        self.assertEqual(sum(look.get("rules", 0) > 20 for look in seen["looks"]), 4)
        self.assertEqual(len({look["background"] for look in seen["looks"]}), 2)
        self.assertEqual(seen["strict"]["quiet"], [])
        self.assertEqual((seen["strict"]["styled"], seen["strict"]["blocked"]), ("collapse", "collapse"))


if __name__ == "__main__":
    unittest.main()
