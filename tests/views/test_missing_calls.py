# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class MissingCalls(ViewTest):
    view = "missing_calls"

    def test_every_column(self):
        self.call("CA1", missing_since="2026-08-04 00:00:00")
        self.call("CA2")
        expected = dict(
            account_sid=A, usage_month="2026-07", usage_date="2026-07-31",
            usage_category="calls-outbound", sid="CA1", status="completed",
            missing_since="2026-08-04 00:00:00", first_seen_at="2026-08-03 09:00:00",
            from_address="+15005550006", to_address="+14155550123",
            start_time="2026-07-31 23:00:00", duration=61, billed_seconds=120, price=0.026,
            price_unit="USD")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_none(self):
        self.call("CA1")
        self.assertEqual(self.rows(), [])

    def test_prices(self):
        self.call("CA1", missing_since="2026-08-04 00:00:00", price_micros=0)
        self.check_row(dict(price=0.0))

    def test_no_scan_of_all_calls(self):
        plan = self.db.execute("explain query plan select count(*) from missing_calls").fetchall()
        self.assertIn("calls_missing", plan[0]["detail"])


if __name__ == "__main__":
    unittest.main()
