# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, ViewTest


class CoverageGaps(ViewTest):
    view = "coverage_gaps"

    def setUp(self):
        super().setUp()
        self.db.execute("update accounts set synced_since = '2026-07-01', "
                        "synced_until = '2026-08-03'")

    def gaps(self, resource="calls"):
        return [(row["from_date"], row["to_date"], row["days"])
                for row in self.rows(f"resource = '{resource}'", "from_date")]

    def test_every_column(self):
        self.window("usage_monthly", "2026-07-01", "2026-08-03")
        self.window("calls", "2026-07-01", "2026-08-01")
        expected = dict(account_sid=A, resource="calls", from_date="2026-08-01",
                        to_date="2026-08-03", days=2)
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_an_account_that_was_never_synced_has_none(self):
        self.insert("accounts", sid=B)
        self.assertEqual(self.rows(f"account_sid = '{B}'"), [])

    def file_month(self, month, days, usage_days=0, closed_at="2026-09-03 09:00:00"):
        self.insert("account_months", account_sid=B, month=month, days=days, log_days_covered=0,
                    usage_days_covered=usage_days, days_covered=0, unsettled_calls=0, comparable=0,
                    reason="", closed_at=closed_at)

    def gaps_of_files(self, resource):
        return [(row["from_date"], row["to_date"], row["days"]) for row in self.rows(
            f"account_sid = '{B}' and resource = '{resource}'", "from_date")]

    def test_the_months_of_files_are_the_period_of_an_account_that_was_never_synced(self):
        self.insert("accounts", sid=B)
        self.file_month("2026-06", 30)
        self.file_month("2026-07", 31)
        self.window("calls", "2026-06-01", "2026-07-31", account_sid=B, source="console")
        self.assertEqual(self.gaps_of_files("calls"), [("2026-07-31", "2026-08-01", 1)])
        self.assertEqual(self.gaps_of_files("usage"), [("2026-06-01", "2026-08-01", 61)])

    def test_usage_known_month_by_month_is_no_gap(self):
        self.insert("accounts", sid=B)
        self.file_month("2026-06", 30, usage_days=30)
        self.file_month("2026-07", 31, usage_days=30)
        self.assertEqual(self.gaps_of_files("usage"), [("2026-07-01", "2026-08-01", 31)])

    def test_days_of_files_that_are_still_to_come_are_no_gap(self):
        self.insert("accounts", sid=B)
        self.file_month("2026-09", 30)
        self.assertEqual(self.gaps_of_files("calls"), [("2026-09-01", "2026-09-03", 2)])

    def test_nothing_stored(self):
        self.assertEqual(self.gaps(), [("2026-07-01", "2026-08-03", 33)])
        self.assertEqual(self.gaps("usage"), [("2026-07-01", "2026-08-03", 33)])

    def test_all_stored(self):
        self.window("calls", "2026-07-01", "2026-08-03")
        self.assertEqual(self.gaps(), [])

    def test_holes_overlaps_and_windows_within_windows(self):
        for window in (("2026-07-03", "2026-07-10"), ("2026-07-04", "2026-07-05"),
                       ("2026-07-08", "2026-07-12"), ("2026-07-20", "2026-07-20"),
                       ("2026-07-25", "2026-09-01")):
            self.window("calls", *window)
        self.assertEqual(self.gaps(), [
            ("2026-07-01", "2026-07-03", 2), ("2026-07-12", "2026-07-20", 8),
            ("2026-07-20", "2026-07-25", 5)])

    def test_usage_of_a_month_without_its_days_is_a_gap(self):
        self.window("usage_monthly", "2026-07-01", "2026-08-03")
        self.usage("calls-inbound", 3)
        self.usage("calls-outbound", 3)
        self.usage("calls-client", 0)  # its days are zeros
        self.usage("recordings", 3)    # is not compared
        self.assertEqual(self.gaps("usage by day"), [("2026-07-01", "2026-08-01", 31)])
        self.window("usage_daily", "2026-07-01", "2026-08-01", category="calls-outbound")
        self.window("usage_daily", "2026-06-01", "2026-07-11", category="calls-inbound")
        self.assertEqual(self.gaps("usage by day"), [("2026-07-11", "2026-08-01", 21)])
        self.window("usage_daily", "2026-07-11", "2026-08-03", category="calls-inbound")
        self.assertEqual(self.gaps("usage by day"), [])
        self.assertEqual(self.gaps("usage"), [])

    def test_days_outside_the_synced_period_are_not_missed(self):
        self.db.execute("update accounts set synced_since = '2026-07-10', synced_until = '2026-07-20'")
        self.usage("calls-inbound", 3)
        self.usage("calls-inbound", 3, month="2026-06")
        self.assertEqual(self.gaps("usage by day"), [("2026-07-10", "2026-07-20", 10)])

    def test_files_need_no_days(self):
        self.usage("calls-inbound", 3, source="rest_csv")
        self.assertEqual(self.gaps("usage by day"), [])
        self.insert("accounts", sid=B)
        self.file_month("2026-07", 31, usage_days=31)
        self.usage("calls-inbound", 3, account_sid=B)
        self.assertEqual(self.gaps_of_files("usage by day"), [])

    def test_windows_outside_the_period(self):
        self.window("calls", "2026-05-01", "2026-06-01")
        self.window("calls", "2026-06-01", "2026-07-02")
        self.window("calls", "2026-08-02", "2026-08-10")
        self.window("calls", "2026-09-01", "2026-09-10")
        self.assertEqual(self.gaps(), [("2026-07-02", "2026-08-02", 31)])

    def test_what_does_not_count(self):
        self.window("calls", "2026-07-01", "2026-08-03", state="open")
        self.window("usage_daily", "2026-07-01", "2026-08-03", category="calls-inbound")
        self.window("usage_monthly", "2026-07-01", "2026-08-03", includes_subaccounts=1)
        self.assertEqual(self.gaps(), [("2026-07-01", "2026-08-03", 33)])
        self.assertEqual(self.gaps("usage"), [("2026-07-01", "2026-08-03", 33)])

    def test_accounts_are_apart(self):
        self.insert("accounts", sid=B, synced_since="2026-07-01", synced_until="2026-08-03")
        self.window("calls", "2026-07-01", "2026-08-03", account_sid=B)
        self.assertEqual([row["account_sid"] for row in self.rows("resource = 'calls'")], [A])


if __name__ == "__main__":
    unittest.main()
