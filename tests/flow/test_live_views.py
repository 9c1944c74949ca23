# SPDX-License-Identifier: MIT
"""What the SQL functions work out from `calls` is what is stored."""

import unittest

from calltally_tests import MirrorTest, SampleApi

COMPARE = """
select count(*), sum(live.log_calls <> stored.log_calls),
    sum(live.billed_calls <> stored.billed_calls),
    sum(live.log_microseconds <> stored.log_microseconds),
    sum(live.log_price_micros is not stored.log_price_micros)
from live_monthly_discrepancies as live
join monthly_discrepancies as stored using (account_sid, month, category)"""

ROWS = """
select count(*), sum(live.usage_date is not call.usage_date),
    sum(live.category is not coalesce(call.usage_category, '(unmapped)')),
    sum(live.is_billed is not call.is_billed),
    sum(live.billed_seconds is not call.billed_seconds),
    sum(live.rounding_rule_id is not call.rounding_rule_id)
from live_calls as live join calls as call using (sid)"""


class LiveViews(MirrorTest):
    def shell(self, sql):
        output = self.calltally("shell", ".mode list", sql).stdout.strip().splitlines()
        return [int(value or 0) for value in output[-1].split("|")]

    def test_live_equals_stored(self):
        for options in ((), ("--calls", "5000", "--seed", "7"), ("--scenario", "flex")):
            with self.subTest(options=options), SampleApi(*options) as api:
                self.mirror = self.folder / f"mirror{len(options)}{options[-1:]}.db"
                self.sync(api, "--subaccounts")
                cells, *differences = self.shell(COMPARE)
                self.assertGreater(cells, 10)
                self.assertEqual(differences, [0, 0, 0, 0])
                rows, *differences = self.shell(ROWS)
                self.assertGreater(rows, 100)
                self.assertEqual(differences, [0, 0, 0, 0, 0])

    def test_shell_is_read_only_and_knows_no_credential(self):
        with SampleApi() as api:
            self.sync(api)
            secrets = api.environment()
        result = self.calltally("shell", "delete from calls", environment=secrets, expect=None)
        self.assertNotEqual(result.returncode, 0)
        canary = "canary0123456789"
        result = self.calltally("shell", ".shell env", environment={
            "TWILIO_AUTH_TOKEN": canary, "TWILIO_API_SECRET": canary})
        self.assertNotIn(canary, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
