# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class UnmappedCalls(ViewTest):
    view = "unmapped_calls"

    def test_every_column(self):
        self.call("CA1", usage_category=None, to_address="sim:DE1")
        self.call("CA2")
        expected = dict(
            account_sid=A, usage_month="2026-07", sid="CA1", status="completed",
            direction="outbound-api", from_address="+15005550006", to_address="sim:DE1",
            date_created="2026-07-31 23:00:00", start_time="2026-07-31 23:00:00", duration=61,
            is_billed=1, billed_seconds=120, reason="no category takes sim:DE1")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_reasons(self):
        for sid, changed, reason in (
                ("CA1", dict(usage_date=None, usage_month=None), "no start time: belongs to no month"),
                ("CA2", dict(usage_category=None, direction="sideways"), "unknown direction sideways"),
                ("CA3", dict(usage_category=None, direction=None), "unknown direction (none)"),
                ("CA4", dict(usage_category=None, direction="inbound", from_address="whatsapp:+1"),
                 "no category takes whatsapp:+1"),
                ("CA5", dict(usage_category=None, direction="outbound-dial", to_address=None),
                 "no category takes (none)")):
            self.call(sid, **changed)
            self.check_row(dict(reason=reason), f"sid = '{sid}'")

    def test_none(self):
        self.call("CA1")
        self.assertEqual(self.rows(), [])

    def test_no_scan_of_all_calls(self):
        plan = self.db.execute("explain query plan select count(*) from unmapped_calls").fetchall()
        self.assertIn("calls_unmapped", plan[0]["detail"])


if __name__ == "__main__":
    unittest.main()
