# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class UnsettledCalls(ViewTest):
    view = "unsettled_calls"

    def test_every_column(self):
        self.call("CA1", settled=0, price_micros=None, checked_at="2026-08-03 10:00:00")
        self.call("CA2")
        expected = dict(
            account_sid=A, usage_month="2026-07", usage_date="2026-07-31",
            usage_category="calls-outbound", sid="CA1", status="completed",
            start_time="2026-07-31 23:00:00", end_time="2026-07-31 23:01:01", duration=61,
            first_seen_at="2026-08-03 09:00:00", checked_at="2026-08-03 10:00:00",
            reason="not priced yet")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_a_call_that_is_not_over(self):
        self.call("CA1", settled=0, status="in-progress", is_billed=0, end_time=None)
        self.check_row(dict(reason="not over yet", end_time=None, checked_at=None))

    def test_no_scan_of_all_calls(self):
        plan = self.db.execute("explain query plan select count(*) from unsettled_calls").fetchall()
        self.assertIn("calls_unsettled", plan[0]["detail"])


if __name__ == "__main__":
    unittest.main()
