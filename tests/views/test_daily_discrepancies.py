# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, INT64_MAX, ViewTest


class DailyDiscrepancies(ViewTest):
    view = "daily_discrepancies"

    def cell(self, category="calls-outbound", **changed):
        """A day's cell, and the month's that it is a part of."""
        super().cell(category, month=changed.get("date", "2026-07-31")[:7])
        super().cell(category, table="day_cells", **changed)

    def test_every_column(self):
        self.cell(usage_count=3, usage_microseconds=210_000_000, usage_price_micros=20_000,
                  state="differs")
        expected = dict(
            account_sid=A, date="2026-07-31", category="calls-outbound", is_rollup=0, log_calls=1,
            billed_calls=1, usage_count=3, count_difference=2, log_minutes=2.0, usage_minutes=3.5,
            minutes_difference=1.5, log_price=0.026, usage_price=0.02, price_difference=-0.006,
            price_unit="USD", state="differs", as_of="2026-08-02 06:00:00",
            log_microseconds=120_000_000, usage_microseconds=210_000_000,
            difference_microseconds=90_000_000, log_price_micros=26_000, usage_price_micros=20_000,
            price_difference_micros=-6_000, log_source="api", usage_source="api")
        self.check_row(expected)

    def test_nothing_is_zero_point_zero_and_not_read_is_null(self):
        self.cell(log_calls=1, billed_calls=0, log_microseconds=0, log_price_micros=0,
                  usage_count=None, usage_microseconds=None, usage_price_micros=None)
        self.check_row(dict(log_minutes=0.0, log_price=0.0, usage_minutes=None,
                            minutes_difference=None, count_difference=None))

    def test_whole_numbers_are_exact(self):
        self.cell(log_microseconds=INT64_MAX - 1, usage_microseconds=INT64_MAX)
        self.check_row(dict(difference_microseconds=1))

    def test_the_days_of_a_stale_month_are_pending(self):
        self.cell()
        self.cell(date="2026-08-01")
        self.stale()
        self.assertEqual({row["date"]: row["state"] for row in self.rows()},
                         {"2026-07-31": "pending", "2026-08-01": "agrees"})

    def test_declared_types(self):
        types = {row[1]: row[2] for row in self.db.execute("pragma table_info(daily_discrepancies)")}
        self.assertEqual(types["date"], "DATE")
        self.assertEqual(types["usage_microseconds"], "BIGINT")


if __name__ == "__main__":
    unittest.main()
