# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, ViewTest


class MonthStatus(ViewTest):
    view = "month_status"

    def test_every_column(self):
        self.closed()
        expected = dict(
            account_sid=A, month="2026-07", days=31, days_covered=31, unsettled_calls=0,
            usage_as_of="2026-08-02 06:00:00", comparable=1, reason="", log_days_covered=31,
            usage_days_covered=31, closed_at="2026-08-03 09:00:00")
        self.check_row(expected)
        self.assertLessEqual(set(expected), set(self.row()))

    def test_a_stale_month_is_not_comparable_and_says_why(self):
        self.closed()
        self.closed(month="2026-06", days=30)
        self.stale()
        stale = self.row("month = '2026-07'")
        self.assertEqual(stale["comparable"], 0)
        self.assertIn("the next sync or import", stale["reason"])
        self.assertEqual(stale["days_covered"], 31)  # what it stood on when it was closed
        self.check_row(dict(comparable=1, reason=""), "month = '2026-06'")

    def test_a_month_that_was_never_closed_has_a_row(self):
        for month, days in (("2026-02", 28), ("2024-02", 29), ("2026-12", 31), ("2026-04", 30)):
            self.stale(month)
            self.check_row(dict(days=days, days_covered=0, comparable=0, usage_as_of=None,
                                closed_at=None), f"month = '{month}'")

    def unread(self, raw, resource="calls", **changed):
        row = dict(account_sid=A, resource=resource, reason="odd", raw=raw, source="api",
                   first_seen_at="2026-08-03 09:00:00", last_seen_at="2026-08-03 09:00:00")
        row.update(changed)
        self.insert("quarantine", **row)

    def test_unread_rows_are_named_in_the_month_that_their_time_says(self):
        self.closed()
        self.closed(month="2026-06", days=30)
        self.stale("2026-02")
        self.unread('{"sid":"CA1","start_time":"Mon, 20 Jul 2026 23:59:59 +0000","duration":"x"}')
        self.unread('{"sid": "CA2", "start_time": "Fri, 31 Jul 2026 23:59:59 +0000", "a": "b, c"}')
        self.unread('{"category": "calls", "start_date": "2026-07-01", "count": "x"}', "usage_monthly")
        self.unread('{"start_date":"2026-02-20","count":"x"}', "usage_daily")
        for raw, resource, changed in (
                ('{"start_time":null,"from":"a, b Jul 2026"}', "calls", {}),  # no time
                ("{}", "calls", {}), ("[", "usage_daily", {}),
                ('{"start_time":"Fri, 31 Jul 2026 23:59:59 +0000"}', "calls_gone", {}),
                ('{"start_time":"Fri, 31 Jul 2026 23:59:59 +0000"}', "calls", dict(source="bulk")),
                ('{"start_date":"2026-07-02"}', "usage_with_subaccounts", {}),
                ('{"start_time":"Fri, 31 Jul 2026 23:59:59 +0000"}', "calls", dict(account_sid=B))):
            self.unread(raw, resource, **changed)
        words = "rows of this month that could not be read: {}, see quarantine"
        self.check_row(dict(reason=words.format(3), comparable=1), "month = '2026-07'")
        self.check_row(dict(reason=""), "month = '2026-06'")
        self.assertTrue(self.row("month = '2026-02'")["reason"].endswith("does that; " + words.format(1)))
        self.stale("2026-07")
        self.assertTrue(self.row("month = '2026-07'")["reason"].endswith("does that; " + words.format(3)))

    def test_accounts_are_apart(self):
        self.insert("accounts", sid=B)
        self.closed()
        self.stale(account_sid=B)
        self.assertEqual([(row["account_sid"], row["comparable"]) for row in self.rows()],
                         [(A, 1), (B, 0)])


if __name__ == "__main__":
    unittest.main()
