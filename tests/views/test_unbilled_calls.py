# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class UnbilledCalls(ViewTest):
    view = "unbilled_calls"

    def test_every_column(self):
        self.call("CA1", status="busy", is_billed=0, duration=0)
        self.call("CA2")
        expected = dict(
            account_sid=A, usage_month="2026-07", usage_date="2026-07-31",
            usage_category="calls-outbound", sid="CA1", status="busy", direction="outbound-api",
            from_address="+15005550006", to_address="+14155550123",
            start_time="2026-07-31 23:00:00", end_time="2026-07-31 23:01:01", duration=0,
            reason="a call that ends as busy is not billed")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_reasons(self):
        for number, (status, reason) in enumerate((
                ("no-answer", "a call that ends as no-answer is not billed"),
                ("canceled", "a call that ends as canceled is not billed"),
                ("failed", "a call that ends as failed is not billed"),
                ("queued", "not finished when last read"),
                ("in-progress", "not finished when last read"),
                ("Completed", "a status that is not documented; only completed calls are billed"))):
            self.call(f"CA{number}", status=status, is_billed=0)
            self.check_row(dict(reason=reason), f"status = '{status}'")

    def test_none(self):
        self.call("CA1")
        self.assertEqual(self.rows(), [])


if __name__ == "__main__":
    unittest.main()
