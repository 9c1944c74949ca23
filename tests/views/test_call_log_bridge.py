# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest

MINUTE = 60_000_000


class CallLogBridge(ViewTest):
    view = "call_log_bridge"

    def day(self, date, group, calls, seconds, **changed):
        row = dict(
            account_sid=A, usage_date=date, category="calls-outbound", status_group=group,
            presence="listed", price_unit="USD", calls=calls, duration_seconds=seconds,
            billed_seconds=0, price_micros=0, priced_calls=0, zero_second_calls=0,
            unsettled_calls=0)
        row.update(changed)
        self.insert("call_days", **row)

    def july(self, **changed):
        """Two billed calls and a busy one, a minute and a half, billed as three minutes."""
        self.day("2026-07-01", "billed", 1, 30)
        self.day("2026-07-01", "unbilled", 1, 0)
        self.day("2026-07-31", "billed", 1, 60)
        row = dict(is_rollup=1, log_calls=3, billed_calls=2, log_microseconds=3 * MINUTE,
                   usage_count=3, usage_microseconds=5 * MINUTE, state="differs")
        row.update(changed)
        self.cell("combined", **row)

    def steps(self):
        return [(row["cause"], row["calls"], row["minutes"], row["running_calls"],
                 row["running_minutes"]) for row in self.rows(order="step")]

    def test_from_the_log_to_usage(self):
        self.july()
        self.finding("never_in_log", 1, MINUTE, category="combined", is_rollup=1)
        self.assertEqual(self.steps(), [
            ("naive", 2, 0.5, 2, 0.5),
            ("last_day", 1, 1.0, 3, 1.5),
            ("time_zone", 0, 0.0, 3, 1.5),
            ("unbilled_status", -1, 0.0, 2, 1.5),
            ("rounding", 0, 1.5, 2, 3.0),
            ("never_in_log", 1, 1.0, 3, 4.0),
            ("unexplained", 0, 1.0, 3, 5.0),
            ("usage_as_reported", 0, 0.0, 3, 5.0)])
        self.assertEqual([row["step"] for row in self.rows(order="step")], list(range(1, 9)))

    def test_every_column(self):
        self.july()
        expected = dict(
            account_sid=A, month="2026-07", step=2, cause="last_day", calls=1, minutes=1.0,
            running_calls=3, running_minutes=1.5,
            explanation="the last day of the month, which `<=` its date leaves out",
            microseconds=MINUTE, running_microseconds=90_000_000)
        self.check_row(expected, "cause = 'last_day'")
        self.check_every_column_is_expected(expected)

    def test_usage_that_was_not_read_has_no_end(self):
        self.july(usage_count=None, usage_microseconds=None)
        self.assertEqual(self.steps()[-2:], [("unexplained", None, None, None, None),
                                             ("usage_as_reported", None, None, None, None)])

    def test_missing_calls_and_other_months_are_not_in_the_log(self):
        self.july()
        before = self.steps()
        self.day("2026-07-02", "billed", 9, 900, presence="missing")
        self.day("2026-06-30", "billed", 9, 900)
        self.day("2026-08-01", "billed", 9, 900)
        self.assertEqual(self.steps(), before)

    def test_subaccounts_come_last(self):
        self.july()
        self.closed(inclusive_usage_count=7, inclusive_usage_microseconds=12 * MINUTE)
        self.assertEqual(self.steps()[-2:], [("subaccounts", 4, 7.0, 7, 12.0),
                                             ("usage_as_reported", 0, 0.0, 7, 12.0)])

    def test_a_month_without_anything_has_no_bridge(self):
        self.cell("combined", is_rollup=1, log_calls=0, billed_calls=0, log_microseconds=0,
                  usage_count=0, usage_microseconds=0)
        self.assertEqual(self.rows(), [])


if __name__ == "__main__":
    unittest.main()
