# SPDX-License-Identifier: MIT
"""`import --compare`: a file against the mirror, row by row, without writing."""

import hashlib
import json
import unittest

from calltally_tests import SampleApi
from import_tests import ImportTest, console_row, export, rest_row, sid


class Compare(ImportTest):
    def compare(self, path, *options, expect=1):
        result = self.run_import("--compare", path, "--zone", "America/New_York", "--account",
                                 "AC" + "a" * 32, "--format", "json", *options, expect=expect)
        return json.loads(result.stdout)

    def test_each_kind_of_difference(self):
        self.run_import(self.rest(*[self.at_ten(n) for n in range(1, 9)]))
        path = self.console(console_row(2), console_row(3, Duration="75"),
                            console_row(4, Status="Busy"), console_row(5, Price="-0.02000"),
                            console_row(6, Start_Time="10:00:07 EDT 2026-07-07"),
                            console_row(7, Price="null"), console_row(40), name="console.csv")
        before = hashlib.sha256(self.mirror.read_bytes()).hexdigest()
        listed = self.compare(path, "--covers", "2026-07-02..2026-07-30")["differences"]
        self.assertEqual(
            [(row["sid"], row["line"], row["what"], row["in_file"], row["in_mirror"])
             for row in listed],
            [(sid(3), 3, "duration", "75", "61"), (sid(4), 4, "status", "busy", "completed"),
             (sid(5), 5, "price", "-0.02000 USD", "-0.01700 USD"),
             (sid(6), 6, "start_time", "2026-07-07 14:00:07", "2026-07-07 14:00:06"),
             (sid(7), 7, "price", None, "-0.01700 USD"),
             (sid(40), 8, "only in the file", "2026-07-13 14:00:40", None),
             (sid(1), None, "only in the mirror", None, "2026-07-02 14:00:01"),
             (sid(8), None, "only in the mirror", None, "2026-07-09 14:00:08")])
        self.assertEqual(hashlib.sha256(self.mirror.read_bytes()).hexdigest(), before)

    @staticmethod
    def at_ten(number):
        """The API's row of console_row(number)."""
        return rest_row(number, StartTime=f"{number % 28 + 1:02} Jul 2026 14:00:{number % 60:02} +0000")

    def test_nothing_differs(self):
        self.run_import(self.rest(*[self.at_ten(n) for n in range(1, 9)]))
        path = self.console(*[console_row(n) for n in range(1, 9)], name="console.csv")
        self.assertEqual(self.compare(path, expect=0)["differences"], [])

    def test_a_call_left_out_of_the_first_or_last_day(self):
        self.run_import(self.rest(*[self.at_ten(n) for n in range(1, 9)],
                                  rest_row(50, StartTime="02 Jul 2026 20:00:00 +0000"),
                                  rest_row(51, StartTime="09 Jul 2026 13:00:00 +0000"),
                                  rest_row(52, StartTime="09 Jul 2026 15:00:00 +0000")))
        path = self.console(*[console_row(n) for n in range(1, 9)], name="console.csv")
        self.assertEqual([(row["sid"], row["what"]) for row in self.compare(path)["differences"]],
                         [(sid(50), "only in the mirror"), (sid(51), "only in the mirror")])
        listed = self.compare(path, "--covers", "2026-07-01..2026-08-01")["differences"]
        self.assertEqual([row["sid"] for row in listed], [sid(50), sid(51), sid(52)])
        self.assertIn("That time is from 2026-07-02 14:00:01 to 2026-07-09 14:00:09 UTC",
                      self.run_import("--compare", path, "--zone", "America/New_York", "--account",
                                      "AC" + "a" * 32, expect=1).stdout)

    def test_list_is_limited_and_the_count_is_not(self):
        self.run_import(self.rest(self.at_ten(1)))
        path = self.console(*[console_row(n) for n in range(2, 30)], name="console.csv")
        tables = self.compare(path, "--limit", "5")
        only = [row for row in tables["differences"] if row["what"] == "only in the file"]
        self.assertEqual(len(only), 5)
        counts = {row["what"]: row["calls"] for row in tables["counts"]}
        self.assertEqual(counts["only in the file"], 28)

    def test_sample_account_against_its_own_export(self):
        with SampleApi("--scenario", "agreeing") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            self.sync(api)
            path = self.file(export(api, "console_calls", zone="America/New_York"), "console.csv")
            result = self.run_import("--compare", path, "--zone", "America/New_York", "--account",
                                     account, "--format", "json")
            self.assertEqual(json.loads(result.stdout)["differences"], [])
            deleted = self.query("select sid from calls where usage_month = '2026-07' "
                                 "and status = 'completed' limit 1")[0]["sid"]
            api.control("delete", sid=deleted)
            shorter = self.file(export(api, "console_calls", zone="America/New_York"), "console.csv")
            result = self.run_import("--compare", shorter, "--zone", "America/New_York", "--account",
                                     account, "--format", "json", expect=1)
            self.assertEqual([(row["sid"], row["what"]) for row in
                              json.loads(result.stdout)["differences"]],
                             [(deleted, "only in the mirror")])

    def test_usage_is_not_compared(self):
        self.run_import(self.rest(self.at_ten(1)))
        path = self.file("category,month,count,minutes\ncalls-inbound,2026-07,1,2\n", "usage.csv")
        result = self.run_import("--compare", path, "--account", "AC" + "a" * 32,
                                 "--includes-subaccounts", "no", expect=2)
        self.assertIn("is of usage", result.stderr)


if __name__ == "__main__":
    unittest.main()
