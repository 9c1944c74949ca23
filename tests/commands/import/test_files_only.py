# SPDX-License-Identifier: MIT
"""A mirror made of files alone: the views and the commands say the same of it, and none of them
asks for a sync that nobody can run."""

import json
import unittest

from import_tests import ACCOUNT, ImportTest, console_row

CATEGORIES = ("calls-inbound", "calls-outbound", "calls-client", "calls-sip-inbound",
              "calls-sip-outbound", "trunking-origination", "trunking-termination")


class FilesOnly(ImportTest):
    def setUp(self):
        super().setUp()
        # Rows beyond both ends of the UTC month: each local day that it touches is a whole one.
        rows = [console_row(n, **{"Start Time": f"10:00:00 EDT 2026-07-{n:02}"}) for n in range(1, 32)]
        rows.append(console_row(40, **{"Start Time": "10:00:00 EDT 2026-06-29"}))
        rows.append(console_row(41, **{"Start Time": "10:00:00 EDT 2026-08-01"}))
        self.log = self.console(*rows)

    def usage(self, *rows, month="2026-07"):
        """At the price of the log's 31 calls, whatever their number."""
        lines = "".join(f"{category},{month},{count},{minutes},{0.527 if count else 0},usd\n"
                        for category, count, minutes in rows)
        return self.file("category,month,count,minutes,price,price_unit\n" + lines, "usage.csv")

    def import_both(self, *rows):
        self.import_console(self.log)
        return self.import_usage(self.usage(*rows))

    def import_usage(self, path, *options):
        return self.run_import(path, "--account", ACCOUNT, "--includes-subaccounts", "no", *options)

    def state(self, category="combined"):
        rows = self.query("select state from monthly_discrepancies where month = '2026-07' "
                          "and category = ?", category)
        return rows[0]["state"]

    def report(self, *options):
        """The rows of July in the table at a glance."""
        text = self.calltally("report", "--month", "2026-07", "--format", "json", *options).stdout
        return json.loads(text)["month_differences"]

    def explain(self, *options):
        return self.calltally("explain", "--month", "2026-07", *options).stdout

    def check(self, expect):
        text = self.calltally("check", "--months", "2026-07..2026-07", "--json", expect=expect).stdout
        return json.loads(text)

    def test_usage_without_a_price_is_compared_by_calls_and_minutes(self):
        self.import_console(self.log)
        lines = "".join(f"{category},2026-07,{31 if n == 0 else 0},{62 if n == 0 else 0}\n"
                        for n, category in enumerate(CATEGORIES))
        self.import_usage(self.file("category,month,count,minutes\n" + lines, "usage.csv"))
        for category in ("calls-inbound", "combined"):
            row, = self.query("select * from monthly_discrepancies where month = '2026-07' "
                              "and category = ?", category)
            self.assertEqual((row["state"], row["count_difference"], row["difference_microseconds"]),
                             ("agrees", 0, 0))
            self.assertEqual((row["log_price_micros"], row["usage_price_micros"],
                              row["price_difference_micros"]), (527_000, None, None))
        self.assertEqual(self.query("select * from discrepancy_causes where month = '2026-07'"), [])
        self.assertEqual(self.check(0)["result"], "agrees")

    def test_usage_of_every_category_is_compared(self):
        self.import_both(("calls-inbound", 31, 62), *((name, 0, 0) for name in CATEGORIES[1:]))
        self.assertEqual(self.state(), "agrees")
        row, = self.report()
        self.assertEqual((row["state"], row["why"]), ("agrees", ""))
        self.assertEqual(self.check(0)["result"], "agrees")
        self.assertIn("agrees with its call log", self.explain())
        status = self.query("select * from month_status where month = '2026-07'")[0]
        self.assertEqual((status["comparable"], status["reason"], status["days_covered"]), (1, "", 31))
        self.assertEqual(self.query("select * from coverage_gaps where resource = 'usage' "
                                    "and from_date >= '2026-07-01' and from_date < '2026-08-01'"), [])

    def test_usage_of_every_category_that_differs_is_explained(self):
        self.import_both(("calls-inbound", 32, 64), *((name, 0, 0) for name in CATEGORIES[1:]))
        self.assertEqual(self.state(), "differs")
        self.assertEqual(self.report()[0]["why"], "unexplained")
        self.assertEqual(self.check(1)["months_differing"], 1)
        self.assertIn("has 1 call and 2 minutes more than its call log", self.explain())

    def test_one_category_is_compared_by_itself(self):
        result = self.import_both(("calls-inbound", 32, 64))
        self.assertIn("says nothing of categories that it does not list", result.stdout)
        self.assertEqual((self.state("calls-inbound"), self.state()), ("differs", "pending"))
        told = self.check(1)
        self.assertEqual([cell["category"] for cell in told["differing"]], ["calls-inbound"])
        self.assertIn("usage of 6 of 7 categories is not known", told["in_part"][0]["reason"])
        self.assertIn("has 1 call and 2 minutes more than its call log",
                      self.explain("--category", "calls-inbound"))
        whole = self.explain()
        self.assertIn("cannot be compared with its call log yet: usage of 6 of 7 categories", whole)
        self.assertIn("What can be compared:\n  - inbound calls (calls-inbound): 1 call and 2 minutes "
                      "more.", whole)
        self.assertNotIn("not known", self.report("--category", "calls-inbound")[0]["why"])
        self.assertIn("not known", self.report()[0]["why"])

    def test_the_page_shows_what_can_be_compared_of_a_month_in_part(self):
        self.import_both(("calls-inbound", 32, 64))
        page = self.calltally("report", "--format", "html").stdout
        self.assertNotIn("None can be compared", page)
        self.assertIn("1 compared in part, 2 pending. The newest that was compared is 2026-07, in part: usage of 6 of "
                      "7 categories is not known", page)
        self.assertIn("What can be compared: calls-inbound +2 min. All categories together:</p>", page)
        self.assertIn("From the call log to usage, 2026-07", page)  # not of a newer one of which nothing is known
        one = self.calltally("report", "--format", "html", "--category", "calls-inbound").stdout
        self.assertIn("The newest that was compared is 2026-07. calls-inbound:</p>", one)

    def test_the_page_bids_nobody_wait_for_what_waiting_does_not_bring(self):
        self.import_console(self.log)
        page = self.calltally("report", "--format", "html").stdout
        self.assertIn("3 not comparable. None can be compared; the newest is 2026-08.", page)

    def test_words_fit_a_mirror_that_is_never_synced(self):
        result = self.run_import("--compare", self.log, "--zone", "America/New_York", "--account",
                                 ACCOUNT, expect=9)
        self.assertIn("run `calltally sync` or `calltally import` first", result.stderr)
        self.import_usage(self.usage(("calls-inbound", 31, 62)))
        result = self.calltally("check", expect=5)
        self.assertIn("the call log was never read; sync or import it", result.stdout)
        self.assertIn("sync or import what is missing", result.stderr)
        self.assertNotIn("calltally sync", result.stdout + result.stderr)

    def test_days_that_are_not_stored_are_shown(self):
        self.import_console(self.console(*(console_row(n) for n in range(28))))  # 1 to 28 July
        status = json.loads(self.calltally("status", "--format", "json").stdout)
        gaps = {(row["resource"], row["from_date"], row["to_date"]) for row in status["coverage_gaps"]}
        month = self.query("select log_days_covered from month_status where month = '2026-07'")[0]
        self.assertEqual(month["log_days_covered"], 31 - sum(row["days"] for row in
                                                             status["coverage_gaps"]
                                                             if row["resource"] == "calls"
                                                             and row["from_date"] < "2026-08-01"))
        self.assertIn(("usage", "2026-07-01", "2026-08-01"), gaps)

    def test_doctor_takes_note_of_credentials_that_nobody_needs(self):
        self.calltally("doctor", expect=4)  # no mirror yet: it may be one to be synced
        self.import_console(self.log)
        text = self.calltally("doctor", "--format", "json").stdout
        found = {row["check"]: row for row in json.loads(text)["doctor"]}
        self.assertEqual(found["credentials"]["state"], "note")

    def test_usage_by_day_without_covers_is_noted(self):
        path = self.file("category,start_date,end_date,count,minutes\n" + "".join(
            f"calls-inbound,2026-07-{day:02},2026-07-{day:02},1,2\n" for day in range(1, 32)), "usage.csv")
        note = "usage by day of which no file says that it lists all categories: kept, compared with nothing"
        self.import_console(self.log)
        self.assertIn("noted 31 times: " + note, self.import_usage(path).stdout)
        self.assertEqual(self.state("calls-inbound"), "pending")
        self.assertNotIn(note, self.import_usage(path, "--covers", "2026-07-01..2026-08-01").stdout)
        self.assertEqual(self.state("calls-inbound"), "agrees")
        # The days are covered now, whatever the next file says of itself.
        self.assertNotIn(note, self.import_usage(path).stdout)

    def test_usage_of_days_that_are_no_month_is_noted(self):
        template = "category,start_date,end_date,count,minutes\n"
        rows = ("calls-inbound,2026-07-15,2026-08-14,3,4\n", "calls-inbound,2026-06-01,2026-06-15,3,4\n",
                "calls-inbound,2026-05-01,2026-05-31,3,4\n")
        note = "noted {}: usage of days that are not one whole month: kept, compared with nothing"
        path = self.file(template + "".join(rows), "usage.csv")
        self.assertIn(note.format("2 times"), self.import_usage(path).stdout)
        path = self.file(template + rows[2], "month.csv")
        self.assertNotIn("whole month", self.import_usage(path).stdout)
        # Of two files in one run each has its own.
        other = self.file(template + "calls-outbound,2026-07-15,2026-08-14,3,4\n", "other.csv")
        again = self.file(template + "calls-client,2026-07-01,2026-07-03,3,4\n", "again.csv")
        told = self.run_import(other, again, "--account", ACCOUNT, "--includes-subaccounts", "no").stdout
        self.assertEqual(told.count(note.format("once")), 2)


if __name__ == "__main__":
    unittest.main()
