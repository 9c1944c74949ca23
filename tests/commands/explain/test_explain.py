# SPDX-License-Identifier: MIT
"""calltally explain: an answer in words that adds up, on a whole sample account."""

import csv
import io
import json
import re
import unittest
from fractions import Fraction

from calltally_tests import MirrorTest, SampleApi

PARENT = "select sid from accounts where sid = owner_account_sid"
CLOSED = "select sid from accounts where status = 'closed'"


class Explain(MirrorTest):
    """A test with the sample account mirrored, which is done once for all of them."""
    synced = None

    def setUp(self):
        super().setUp()
        if Explain.synced is None:
            with SampleApi() as api:
                self.sync(api, "--subaccounts")
            Explain.synced = self.mirror.read_bytes()
        self.mirror.write_bytes(Explain.synced)

    def explain(self, *options, **keywords):
        return self.calltally("explain", *options, **keywords).stdout

    def sid(self, sql):
        return self.query(sql)[0]["sid"]

    def test_newest_month_that_is_over_is_answered_for_every_account(self):
        parent, closed = self.sid(PARENT), self.sid(CLOSED)
        answers = self.explain().split("\n\nIn ")
        self.assertEqual(len(answers), 3)
        self.assertTrue(answers[0].startswith(f"""\
In July 2026 Example Telephony's usage has 3 calls and 4 minutes fewer than its call log, 0.0063 USD less. \
All of it is explained.
  Usage, from the API: 95 calls, 474 minutes, 4.34005 USD. Call log, from the API: 98 completed calls, \
478 minutes, 4.34635 USD. Account {parent}.

Why, the largest first:
  - 2 completed calls are of a kind that this account's usage never reports (-2 calls, -6 minutes, -0.07 USD; known).
  - 1 call is billed that the log never had: it was deleted before it was seen here (+1 call, +2 minutes, \
+0.0637 USD; inferred).
  - 2 completed calls of 0 seconds are in the log and usage does not count them (-2 calls; known).

Unexplained: nothing.

By category:
  - calls that no usage category takes (unmapped): 2 calls and 6 minutes fewer, 0.07 USD less.
"""), answers[0])
        self.assertEqual(answers[1], "July 2026 Example Telephony Pilot's usage agrees with its call log to the call "
                                     f"and the minute: 18 calls, 66 minutes, 0.56517 USD. Account {closed}.")
        self.assertIn("\nAll of it is in outbound calls (calls-outbound).\n", answers[2])

    def test_month_that_is_not_over_is_not_compared(self):
        for answer in self.explain("--month", "2026-08").split("\n\n"):
            self.assertRegex(answer, r"^In August 2026 .* cannot be compared with its call log yet: the month is not "
                                     r"over\. Sync or import again after 2026-09-01 0\d:\d\d UTC, and look again\.")

    def test_causes_and_bridge_add_up_in_json(self):
        for month in ("2026-06", "2026-07"):
            told = json.loads(self.explain("--month", month, "--zone", "America/New_York", "--format", "json"),
                              parse_float=Fraction)
            differing = [answer for answer in told["answers"] if answer["state"] == "differs"]
            self.assertGreater(len(differing), 2)
            for answer in differing:
                causes = [cause for cause in told["causes"]
                          if (cause["account_sid"], cause["category"])
                          == (answer["account_sid"], answer["category"])]
                self.assertIn("unexplained", {cause["cause"] for cause in causes})
                for part, usage, log in (("calls", "usage_count", "billed_calls"),
                                         ("minutes", "usage_minutes", "log_minutes"),
                                         ("price", "usage_price", "log_price")):
                    self.assertEqual(sum(cause[part] for cause in causes), answer[usage] - answer[log])
            for account in {step["account_sid"] for step in told["bridge"]}:
                steps = [step for step in told["bridge"] if step["account_sid"] == account]
                self.assertEqual(sum(step["calls"] for step in steps), steps[-1]["running_calls"])
                zone = next(step for step in steps if step["cause"] == "time_zone")
                self.assertIn("America/New_York", zone["explanation"])
            self.assertEqual(told["readings"], [])  # the rows, or one cause each, show all of it

    def test_bridge_is_the_stored_one_without_a_zone(self):
        told = json.loads(self.explain("--format", "json"))["bridge"]
        stored = self.query("select account_sid, step, cause, calls from call_log_bridge where month = '2026-07'")
        steps = {(row["account_sid"], row["step"]): (row["cause"], row["calls"]) for row in stored}
        self.assertGreater(len(told), 15)
        for step in told:
            self.assertEqual((step["cause"], step["calls"]), steps[step["account_sid"], step["step"]])

    def test_calls_are_listed_and_those_that_cannot_be_are_counted(self):
        text = self.explain("--account", self.sid(PARENT), "--calls")
        self.assertIn("\n  1 call of never_in_log cannot be listed: there never was a row of the log.\n", text)
        listed = list(csv.DictReader(io.StringIO(self.explain("--calls", "--format", "csv"))))
        expected = self.query("select sid, cause from discrepancy_calls where month = '2026-07'")
        self.assertEqual(sorted((row["sid"], row["cause"]) for row in listed),
                         sorted((row["sid"], row["cause"]) for row in expected))
        self.assertEqual(len(listed), 4)

    def test_one_category_takes_the_place_of_the_whole(self):
        text = self.explain("--account", self.sid(PARENT), "--category", "calls-inbound")
        self.assertTrue(text.startswith("In July 2026 Example Telephony's usage of inbound calls (calls-inbound) has "
                                        "1 call fewer than its call log. All of it is explained.\n"))
        self.assertNotIn("naive", text)

    def test_calls_that_nobody_knows_are_unexplained_and_said_to_be(self):
        self.shell_write("update month_cells set usage_count = usage_count + 5 "
                         "where month = '2026-07' and category in ('combined', 'calls-client')")
        text = self.explain("--account", self.sid(PARENT))
        self.assertIn("All of it but +5 calls is explained.\n", text)
        self.assertIn("\nUnexplained: +5 calls; no named cause takes this part.", text)

    def shell_write(self, sql):
        import sqlite3
        connection = sqlite3.connect(self.mirror)
        connection.execute(sql)
        connection.commit()
        connection.close()

    def test_markdown_has_headings_and_lists(self):
        text = self.explain("--format", "markdown")
        self.assertTrue(text.startswith("**In July 2026 Example Telephony's usage has 3 calls"))
        self.assertEqual(len(re.findall(r"^## From the call log", text, re.M)), 2)

    def test_what_is_not_mirrored_is_refused(self):
        for code, options in ((2, ("--month", "2020-01")), (2, ("--category", "calls-inbond")),
                              (2, ("--account", "AC" + "0" * 32)), (2, ("--zone", "Mars/Olympus")),
                              (2, ("--zone", "localtime")), (2, ("--month", "2026-13"))):
            result = self.calltally("explain", *options, expect=code)
            self.assertEqual(result.stdout, "")
            self.assertRegex(result.stderr, r"\Acalltally: error: [^\n]+; [^\n]+\n\Z")


if __name__ == "__main__":
    unittest.main()
