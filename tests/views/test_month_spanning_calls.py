# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class MonthSpanningCalls(ViewTest):
    view = "month_spanning_calls"

    def test_every_column(self):
        self.call("CA1", end_time="2026-08-01 00:00:00")
        expected = dict(
            account_sid=A, usage_month="2026-07", end_month="2026-08",
            usage_category="calls-outbound", sid="CA1", status="completed",
            start_time="2026-07-31 23:00:00", end_time="2026-08-01 00:00:00", duration=61,
            billed_seconds=120, price=0.026, price_unit="USD")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_the_last_second_of_a_month_is_of_that_month(self):
        self.call("CA1", end_time="2026-07-31 23:59:59")
        self.call("CA2", end_time=None)
        self.call("CA3", usage_month=None, usage_date=None, start_time=None,
                  end_time="2026-08-01 00:00:00")
        self.assertEqual(self.rows(), [])

    def test_across_a_year(self):
        self.call("CA1", usage_month="2026-12", usage_date="2026-12-31",
                  start_time="2026-12-31 23:59:59", end_time="2027-01-01 00:00:00")
        self.check_row(dict(end_month="2027-01"))

    def test_no_scan_of_all_calls(self):
        plan = self.db.execute("explain query plan select count(*) from month_spanning_calls").fetchall()
        self.assertIn("calls_month_spanning", plan[0]["detail"])


if __name__ == "__main__":
    unittest.main()
