# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, ViewTest


class UnmappedUsage(ViewTest):
    view = "unmapped_usage"

    def test_every_column(self):
        self.usage("calls-recordings", 3, 4.5, 0.0075, count_unit="recordings")
        expected = dict(
            account_sid=A, month="2026-07", category="calls-recordings", kind="feature", count=3,
            count_unit="recordings", usage=4.5, usage_unit="minutes", price=0.0075,
            price_unit="USD", description="Recordings of voice calls")
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_what_is_compared_and_its_parts_are_not_here(self):
        for category in ("calls-inbound", "calls", "pstnconnectivity-inbound", "calls-inbound-local"):
            self.usage(category, 1, 1, 1)
        self.assertEqual(self.rows(), [])

    def test_unknown_categories_and_other_rollups_are(self):
        self.insert("usage_categories", category="pigeons", kind="unknown")
        self.usage("pigeons", 1, 0, 0)
        self.usage("totalprice", None, 0, 5.0)
        self.assertEqual([(row["category"], row["kind"], row["price"], row["count"])
                          for row in self.rows(order="category")],
                         [("pigeons", "unknown", 0.0, 1), ("totalprice", "rollup", 5.0, None)])

    def test_zeros_days_and_other_scopes_are_not(self):
        self.usage("calls-recordings", 0)
        self.usage("recordings", 1, granularity="daily")
        self.usage("transcriptions", 1, includes_subaccounts=1)
        self.assertEqual(self.rows(), [])


if __name__ == "__main__":
    unittest.main()
