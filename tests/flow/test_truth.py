# SPDX-License-Identifier: MIT
"""Every cell of the comparison equals what the sample account's generator drew."""

import unittest

from calltally_tests import SampleApi
from truth_test import TruthTest


class Truth(TruthTest):
    def test_sample_account_with_its_subaccounts(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
            self.check(api.truth())
            self.check_causes_add_up()

    def test_agreeing_account_agrees_and_has_no_cause(self):
        with SampleApi("--scenario", "agreeing") as api:
            self.sync(api, "--subaccounts")
            self.check(api.truth())
        self.assertEqual(self.query("select * from discrepancy_causes"), [])
        states = {row["state"] for row in self.query(
            "select state from monthly_discrepancies where usage_count is not null")}
        self.assertLessEqual(states, {"agrees", "pending"})
        self.assertIn("agrees", states)

    def test_flex_account(self):
        with SampleApi("--scenario", "flex") as api:
            self.sync(api, "--subaccounts")
            self.check(api.truth())
            self.check_causes_add_up()

    def test_account_whose_inbound_usage_comes_in_parts(self):
        with SampleApi("--scenario", "parts") as api:
            self.sync(api, "--subaccounts")
            self.check(api.truth())

    def test_larger_account(self):
        with SampleApi("--calls", "20000") as api:
            self.sync(api, "--subaccounts")
            self.check(api.truth())
            self.check_causes_add_up()


if __name__ == "__main__":
    unittest.main()
