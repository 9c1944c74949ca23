# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, ViewTest

MINUTE = 60_000_000


class VoiceAndClientMinutes(ViewTest):
    view = "voice_and_client_minutes"

    def month(self, usage=True, **changed):
        """Cells of all categories: so many minutes each, log then usage."""
        for number, category in enumerate((
                "calls-inbound", "calls-outbound", "calls-client", "calls-sip-inbound",
                "calls-sip-outbound", "trunking-origination", "trunking-termination"), 1):
            self.cell(category, log_microseconds=number * MINUTE,
                      usage_microseconds=10 * number * MINUTE if usage else None, **changed)

    def test_every_column(self):
        self.month()
        expected = dict(
            account_sid=A, month="2026-07", log_voice_minutes=3.0, log_client_minutes=3.0,
            log_combined_minutes=6.0, usage_voice_minutes=30.0, usage_client_minutes=30.0,
            usage_combined_minutes=60.0, difference=54.0, log_sip_minutes=9.0,
            usage_sip_minutes=90.0, log_trunking_minutes=13.0, usage_trunking_minutes=130.0)
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_rollups_and_unmapped_calls_are_kept_out(self):
        self.month()
        self.cell("calls", is_rollup=1)
        self.cell("combined", is_rollup=1)
        self.cell("(unmapped)")
        self.check_row(dict(log_voice_minutes=3.0, log_combined_minutes=6.0, difference=54.0))

    def test_usage_that_was_not_read(self):
        self.month(usage=False)
        self.check_row(dict(log_voice_minutes=3.0, usage_voice_minutes=None,
                            usage_combined_minutes=None, difference=None, usage_sip_minutes=None))

    def test_a_sum_with_a_part_that_was_not_read_is_not_known(self):
        self.month()
        self.db.execute("update month_cells set usage_microseconds = null "
                        "where category in ('calls-outbound', 'trunking-origination')")
        self.check_row(dict(usage_voice_minutes=None, usage_client_minutes=30.0,
                            usage_combined_minutes=None, difference=None, usage_sip_minutes=90.0,
                            usage_trunking_minutes=None))

    def test_nothing_is_zero_point_zero(self):
        self.cell("calls-inbound", log_microseconds=0, usage_microseconds=0)
        self.cell("calls-client", log_microseconds=0, usage_microseconds=0)
        self.check_row(dict(log_voice_minutes=0.0, log_client_minutes=0.0, log_sip_minutes=0.0,
                            usage_voice_minutes=0.0, difference=0.0))

    def test_accounts_and_months_are_apart(self):
        self.insert("accounts", sid=B)
        self.month()
        self.month(account_sid=B)
        self.month(month="2026-06")
        self.assertEqual(len(self.rows()), 3)

    def test_64_bits(self):
        self.cell("calls-inbound", log_microseconds=2**61, usage_microseconds=2**61)
        self.cell("calls-outbound", log_microseconds=2**61, usage_microseconds=2**61)
        self.cell("calls-client", log_microseconds=0, usage_microseconds=0)
        self.check_row(dict(log_voice_minutes=2**62 / 60_000_000, difference=0.0))


if __name__ == "__main__":
    unittest.main()
