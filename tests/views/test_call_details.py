# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class CallDetails(ViewTest):
    view = "call_details"

    def explanation(self, **changed):
        self.call("CA1", **changed)
        return self.row()["explanation"]

    def test_every_column(self):
        self.call("CA1", parent_call_sid="CA0")
        expected = dict(
            account_sid=A, usage_month="2026-07", usage_date="2026-07-31", sid="CA1",
            parent_call_sid="CA0", start_time="2026-07-31 23:00:00",
            end_time="2026-07-31 23:01:01", from_address="+15005550006",
            to_address="+14155550123", direction="outbound-api", status="completed",
            usage_category="calls-outbound", duration=61, is_billed=1, billed_seconds=120,
            billed_minutes=2.0, price=0.026, price_unit="USD", settled=1, missing_since=None,
            explanation="billed 120 s for 61 s (60/60); counts in 2026-07 (UTC); in calls-outbound")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_nothing_is_zero_point_zero(self):
        self.call("CA1", duration=0, billed_seconds=0, price_micros=0)
        self.check_row(dict(billed_minutes=0.0, price=0.0))

    def test_not_known_is_null(self):
        self.call("CA1", duration=None, billed_seconds=None, price_micros=None, price_unit=None)
        self.check_row(dict(billed_minutes=None, price=None))

    def test_unbilled(self):
        self.assertEqual(
            self.explanation(status="busy", is_billed=0, billed_seconds=0, rounding_rule_id=None),
            "not billed: busy; counts in 2026-07 (UTC); in calls-outbound")

    def test_no_start_no_category(self):
        self.assertEqual(
            self.explanation(status="queued", is_billed=0, billed_seconds=0, usage_date=None,
                             usage_month=None, usage_category=None, settled=0),
            "not billed: queued; belongs to no month: no start time; no usage category takes it; "
            "may still change")

    def test_price_never_observed_and_gone(self):
        self.assertEqual(
            self.explanation(price_micros=None, missing_since="2026-08-03 09:00:00"),
            "billed 120 s for 61 s (60/60); counts in 2026-07 (UTC); in calls-outbound; its price "
            "was never observed; gone from the log since 2026-08-03 09:00:00")

    def test_duration_not_known(self):
        self.assertEqual(
            self.explanation(duration=None, billed_seconds=None),
            "billed, but its duration is not known; counts in 2026-07 (UTC); in calls-outbound")

    def test_no_rule_applies(self):
        """There is always an explanation."""
        self.assertIn("no rounding rule", self.explanation(rounding_rule_id=None, billed_seconds=None))


if __name__ == "__main__":
    unittest.main()
