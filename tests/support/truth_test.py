# SPDX-License-Identifier: MIT
"""Mirrors of the sample API's accounts, held against the truth it tells."""

from calltally_tests import MirrorTest


class TruthTest(MirrorTest):
    """A test that holds its mirror against what the generator drew."""

    def check(self, truth):
        """Every cell: calls, billed time and price of both sides, and the differences."""
        self.maxDiff = 4000
        cells = {(row["account_sid"], row["month"], row["category"]): row
                 for row in self.query("select * from monthly_discrepancies")}
        self.assertGreater(len(truth["cells"]), 10)
        for expected in truth["cells"]:
            key = expected["account_sid"], expected["month"], expected["category"]
            cell = cells.pop(key, None)
            self.assertIsNotNone(cell, key)
            log = {"log_calls": cell["log_calls"], "billed_calls": cell["billed_calls"],
                   "log_billed_seconds": cell["log_microseconds"] / 1_000_000,
                   "log_price_micros": cell["log_price_micros"]}
            usage = {"usage_count": cell["usage_count"],
                     "usage_billed_seconds": (cell["usage_microseconds"] or 0) / 1_000_000,
                     "usage_price_micros": cell["usage_price_micros"]}
            if cell["usage_count"] is None:
                usage = {name: 0 for name in usage}
            self.assertEqual({**log, **usage}, {name: expected[name] for name in {**log, **usage}}, key)
            if cell["usage_count"] is not None:
                self.assertEqual(cell["count_difference"],
                                 expected["usage_count"] - expected["billed_calls"], key)
                self.assertEqual(cell["price_difference_micros"],
                                 expected["usage_price_micros"] - expected["log_price_micros"], key)
        for key, cell in cells.items():  # what the generator never drew is empty
            self.assertEqual((cell["log_calls"], cell["usage_count"] or 0), (0, 0), key)
