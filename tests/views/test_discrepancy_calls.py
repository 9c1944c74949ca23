# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class DiscrepancyCalls(ViewTest):
    view = "discrepancy_calls"

    def behind(self, cause, **changed):
        self.finding(cause, 1, **changed)
        return [row["sid"] for row in self.rows(f"cause = '{cause}'", "sid")]

    def test_every_column(self):
        self.call("CA1", missing_since="2026-08-03 09:00:00")
        self.finding("deleted_upstream", 1)
        expected = dict(
            account_sid=A, month="2026-07", category="calls-outbound", cause="deleted_upstream",
            sid="CA1", usage_date="2026-07-31", start_time="2026-07-31 23:00:00",
            end_time="2026-07-31 23:01:01", from_address="+15005550006",
            to_address="+14155550123", status="completed", direction="outbound-api", duration=61,
            billed_seconds=120, price=0.026, price_unit="USD",
            missing_since="2026-08-03 09:00:00")
        self.check_row(expected)

    def test_a_call_without_a_finding_is_not_listed(self):
        self.call("CA1", missing_since="2026-08-03 09:00:00")
        self.assertEqual(self.rows(), [])

    def test_only_calls_of_the_finding_s_days_and_category(self):
        gone = dict(missing_since="2026-08-03 09:00:00")
        self.call("CA1", **gone)
        self.call("CA2", usage_date="2026-07-30", **gone)
        self.call("CA3", usage_date="2026-08-01", **gone)
        self.call("CA4", usage_category="calls-inbound", **gone)
        self.call("CA5", status="busy", is_billed=0, **gone)
        self.assertEqual(self.behind("deleted_upstream", from_date="2026-07-31"), ["CA1"])

    def test_calls_that_usage_had_not_reached(self):
        self.call("CA1", start_time="2026-07-31 22:59:59")
        self.call("CA2", start_time="2026-07-31 23:00:00")
        self.call("CA3", start_time="2026-07-31 23:30:00", missing_since="2026-08-03 09:00:00")
        self.assertEqual(self.behind("usage_behind", as_of="2026-07-31 23:00:00"), ["CA2"])

    def test_calls_without_a_price(self):
        self.call("CA1", price_micros=None)
        self.call("CA2", price_micros=None, settled=0)
        self.call("CA3")
        self.call("CA4", price_micros=None, missing_since="2026-08-03 09:00:00")
        self.assertEqual(self.behind("price_not_observed"), ["CA1", "CA2", "CA4"])  # also gone ones

    def test_calls_of_no_length(self):
        self.call("CA1", duration=0)
        self.call("CA2", duration=1)
        self.assertEqual(self.behind("zero_second_calls"), ["CA1"])

    def test_calls_of_a_category_that_usage_never_reports(self):
        self.call("CA1", usage_category=None)
        self.call("CA2")
        self.assertEqual(self.behind("no_usage_category", category="(unmapped)"), ["CA1"])

    def test_causes_that_no_call_can_be_named_for(self):
        self.call("CA1")
        self.assertEqual(self.behind("coverage_gap"), [])


if __name__ == "__main__":
    unittest.main()
