# SPDX-License-Identifier: MIT
"""The live dashboard of examples/dashboard: it runs as a user who may not write, is used in Chromium, and draws itself
again when a sync has written."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import unittest
import urllib.error
import urllib.request

from calltally_tests import ROOT, SampleApi
from colours import check_shapes, check_text
from client_tests import FOLDER, PYTHON, ReadableMirror, reading_user
from test_browser import CHROMIUM, skip_without_browser

SECONDS = 120


class Dashboard(ReadableMirror):
    def setUp(self):
        super().setUp()
        self.without_write_permission()
        self.server = subprocess.Popen(
            [PYTHON, self.reachable(ROOT / "examples/dashboard") / "serve.py", "--port", "0", self.mirror],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/", **reading_user())
        self.addCleanup(self.stop)
        self.url = self.server.stdout.readline().strip()

    def stop(self):
        self.server.send_signal(signal.SIGINT)
        self.assertEqual(self.server.wait(30), 0, self.server.stderr.read())
        self.server.stdout.close()
        self.server.stderr.close()

    def get(self, path, **headers):
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.headers, answer.read().decode()

    def test_data_is_what_the_views_say(self):
        owner = self.query("select sid from accounts where sid = owner_account_sid")[0]["sid"]
        data = json.loads(self.get(f"data?account={owner}&month=2026-06&category=calls-inbound")[1])
        cells = self.query("select * from monthly_discrepancies where account_sid = ? and (log_calls <> 0 or "
                           "usage_count <> 0) order by month, is_rollup, category", owner)
        self.assertGreater(len(cells), 20)
        self.assertEqual(data["months"], [{name: cell[name] for name in data["months"][0]} for cell in cells])
        difference = next(cell for cell in cells
                          if (cell["month"], cell["category"]) == ("2026-06", "calls-inbound"))["minutes_difference"]
        self.assertEqual(sum(cause["minutes"] for cause in data["causes"]), difference)
        self.assertEqual(len(data["days"]), self.query(
            "select count(*) as n from daily_discrepancies where account_sid = ? and category = 'calls-inbound' "
            "and date like '2026-06-%'", owner)[0]["n"])
        self.assertEqual(len(data["accounts"]), 3)
        self.assertTrue(data["accounts"][0]["is_parent"])

    def test_only_this_machine_is_answered_and_nothing_else_served(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.get("data", Host="mirror.example.com")
        self.assertEqual(refused.exception.code, 403)
        for path in ("serve.py", "../../README.md", "..%2f..%2fREADME.md", "data/"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.get(path)
            self.assertEqual(refused.exception.code, 404, path)
        data = json.loads(self.get("data?account='+or+1=1--&month=%27&category=%27")[1])
        self.assertEqual((data["months"], data["causes"]), ([], []))
        headers, page = self.get("")
        self.assertTrue(headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'"))
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertNotRegex(page, r"https?://|style=|onclick")

    def test_what_is_no_mirror_is_refused_in_one_line(self):
        for path in (self.folder / "none.db", FOLDER / "test_dashboard.py"):
            result = subprocess.run([PYTHON, ROOT / "examples/dashboard/serve.py", "--port", "0", path],
                                    capture_output=True, text=True, timeout=SECONDS)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, rf"^serve\.py: '{re.escape(str(path))}' cannot be read as a mirror: .*\n$")

    def test_a_port_in_use_is_named(self):
        port = self.url.rsplit(":", 1)[1].strip("/")
        result = subprocess.run([PYTHON, ROOT / "examples/dashboard/serve.py", "--port", port, self.mirror],
                                capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, rf"^serve\.py: cannot listen on port {port}: .*; choose another with --port\n$")

    def test_colours_can_be_told_from_what_is_behind_them(self):
        style = self.get("dashboard.css")[1]
        check_text(self, style, count=4)
        check_shapes(self, style, "back", ("bar", "plus-bar", "minus-bar"))
        self.assertIn(".bar.plus { fill: var(--plus-bar); }", style)

    def test_a_browser_shows_it_and_follows_a_sync(self):
        skip_without_browser(self)
        pictures = os.environ.get("CALLTALLY_PICTURES")
        browser = subprocess.Popen(
            ["node", FOLDER / "look_at_dashboard.js", self.url, CHROMIUM, *([pictures] if pictures else [])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.addCleanup(browser.stdout.close)
        self.addCleanup(browser.wait, SECONDS)
        self.addCleanup(browser.kill)
        seen = json.loads(browser.stdout.readline())
        self.assertEqual(seen["first"]["title"], "2026-07, combined")
        self.assertEqual(seen["first"]["tiles"][2].split("\n"), ["-4", "log 478, usage 474"])
        self.assertIn("2026-07, combined: -4 min", seen["first"]["months"])
        self.assertEqual(seen["first"]["bars"], self.query(
            "select count(*) as n from daily_discrepancies where category = 'combined' and date like '2026-07-%' "
            "and account_sid = (select sid from accounts where sid = owner_account_sid)")[0]["n"])
        self.assertEqual(seen["chosen"]["title"], "2026-06, calls-inbound")
        self.assertEqual([[row[0].split("\n")[0], *row[1:3]] for row in seen["chosen"]["causes"]],
                         [["never in log", "+1", "+3"], ["zero second calls", "-1", "0"]])
        self.assertEqual(seen["chosen"]["calls"], 1)
        self.assertEqual(len(seen["looks"]), 4)
        for look in seen["looks"]:
            self.assertEqual((look["messages"], look["requests"], look["violations"]), ([], [], []), look["width"])
            self.assertLessEqual(look["scrollWidth"], look["width"])
        self.with_write_permission()
        with SampleApi() as api:
            api.control("clock", now="2026-08-06 09:00:00")
            self.sync(api, "--subaccounts")
        now = self.query("select billed_calls, usage_count from monthly_discrepancies where month = '2026-08' and "
                         "category = 'combined' and account_sid = (select sid from accounts where sid = owner_account_sid)")
        expected = f"log {now[0]['billed_calls']}, usage {now[0]['usage_count']}"
        browser.stdin.write(expected + "\n")
        browser.stdin.flush()
        later = json.loads(browser.stdout.readline())
        self.assertEqual(later["seen"], {"messages": [], "requests": [], "violations": []})
        self.assertIn("2026-08/combined", later["hash"])  # what was chosen stays so
        self.assertIn(expected, later["after"]["tiles"][1])
        self.forget_usage_of_a_category()
        browser.stdin.close()
        fresh = json.loads(browser.stdout.readline())
        self.assertEqual(fresh["first"]["title"], "2026-07, (unmapped)")  # not a month of which nothing is compared
        self.assertEqual(fresh["whyNot"], "Of this month, a part is compared: usage of 1 of 7 categories is not known.")
        self.assertEqual(browser.wait(SECONDS), 0)

    def forget_usage_of_a_category(self):
        """So that no month is compared whole, as after an import of a file that lists some categories."""
        connection = sqlite3.connect(self.mirror)
        connection.execute("update month_cells set usage_count = null, usage_microseconds = null, "
                           "usage_price_micros = null, state = 'pending' where category in ('calls-client', 'combined')")
        connection.execute("update account_months set comparable = 0, reason = 'usage of 1 of 7 categories is not known' "
                           "where month < '2026-08'")
        connection.commit()
        connection.close()


del ReadableMirror

if __name__ == "__main__":
    unittest.main()
