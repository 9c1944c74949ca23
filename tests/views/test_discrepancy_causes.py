# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class DiscrepancyCauses(ViewTest):
    view = "discrepancy_causes"

    def test_every_column(self):
        self.cell(usage_count=2, usage_microseconds=180_000_000, usage_price_micros=39_000)
        self.finding("deleted_upstream", 1, 60_000_000, 13_000)
        expected = dict(
            account_sid=A, month="2026-07", category="calls-outbound", is_rollup=0,
            cause="deleted_upstream", calls=1, minutes=1.0, price=0.013, affected_calls=1,
            certainty="known",
            explanation="seen in the log before, gone from it since, still billed",
            microseconds=60_000_000, price_micros=13_000)
        self.check_row(expected)

    def test_no_difference_no_row(self):
        self.cell()
        self.assertEqual(self.rows(), [])

    def test_what_no_cause_takes_is_shown(self):
        self.cell(usage_count=5, usage_microseconds=300_000_000, usage_price_micros=30_000)
        self.finding("deleted_upstream", 1, 60_000_000, 0)
        self.check_row(dict(calls=3, minutes=2.0, price=0.004, microseconds=120_000_000,
                            price_micros=4_000, certainty="known", is_rollup=0),
                       "cause = 'unexplained'")

    def test_a_rest_in_one_amount_alone_is_shown(self):
        self.cell(usage_price_micros=26_001)
        self.check_row(dict(cause="unexplained", calls=0, minutes=0.0, price=1e-06))

    def test_findings_of_days_are_summed_and_the_least_sure_word_stands(self):
        self.cell(usage_count=3, usage_microseconds=240_000_000)
        self.finding("usage_behind", 1, 60_000_000, from_date="2026-07-01", to_date="2026-07-02")
        self.finding("usage_behind", 1, 60_000_000, from_date="2026-07-02", to_date="2026-07-03",
                     certainty="ambiguous")
        self.check_row(dict(cause="usage_behind", calls=2, minutes=2.0, price=0.0,
                            affected_calls=2, certainty="ambiguous"))

    def test_the_parts_always_add_up(self):
        self.cell(usage_count=9, usage_microseconds=999, usage_price_micros=-5)
        self.finding("usage_behind", -100, 7, 3)
        self.finding("price_rounding", 0, 0, 2)
        total = self.db.execute("select sum(calls), sum(microseconds), sum(price_micros) "
                                "from discrepancy_causes").fetchone()
        self.assertEqual(tuple(total), (8, 999 - 120_000_000, -5 - 26_000))

    def test_usage_that_was_not_read_has_no_causes(self):
        self.cell(usage_count=None, usage_microseconds=None, usage_price_micros=None)
        self.assertEqual(self.rows(), [])

    def test_prices_that_do_not_compare_are_no_difference(self):
        self.cell(log_price_micros=None, usage_price_micros=None, price_unit="mixed")
        self.assertEqual(self.rows(), [])

    def test_every_cause_that_is_found_is_explained(self):
        """No finding is shown without words, whichever part of the program found it."""
        import re
        from view_tests import ROOT
        header = (ROOT / "src/core/discrepancy_causes.hpp").read_text()
        causes = re.findall(r'string_view \w+ = "(\w+)"', header)
        self.assertGreaterEqual(len(causes), 8)
        self.cell(usage_count=100)
        for cause in causes:
            self.finding(cause, 1)
        for row in self.rows():
            self.assertTrue(row["explanation"], row["cause"])


if __name__ == "__main__":
    unittest.main()
