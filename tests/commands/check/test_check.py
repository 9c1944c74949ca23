# SPDX-License-Identifier: MIT
"""calltally check: exit codes and the one line of JSON, on whole sample accounts."""

import json
import unittest

from calltally_tests import MirrorTest, SampleApi


class Check(MirrorTest):
    """A test with two accounts mirrored, which is done once for all of them."""
    synced = {}

    def mirrored(self, scenario):
        if scenario not in Check.synced:
            with SampleApi("--scenario", scenario) as api:
                self.sync(api, "--subaccounts")
            Check.synced[scenario] = self.mirror.read_bytes()
        self.mirror.write_bytes(Check.synced[scenario])

    def check(self, *options, expect):
        result = self.calltally("check", *options, expect=expect)
        errors = r"\A\Z" if expect == 0 else r"\Acalltally: error: [^\n]+\n\Z"
        self.assertRegex(result.stderr, errors)
        return result.stdout

    def json(self, *options, expect):
        output = self.check("--json", *options, expect=expect)
        self.assertEqual(output.count("\n"), 1)
        told = json.loads(output)
        self.assertEqual(told["exit_code"], expect)
        self.assertEqual(told["months_compared"], told["months_agreeing"] + told["months_differing"])
        return told

    def test_agreeing_account(self):
        self.mirrored("agreeing")
        told = self.json(expect=0)
        self.assertEqual((told["result"], told["months_compared"], told["differing"]), ("agrees", 36, []))
        self.assertEqual({row["month"] for row in told["pending"]}, {"2026-08"})
        self.assertEqual([row["compared"] for row in told["accounts"]], [12, 12, 12])
        self.assertTrue(self.check("--months", "1", expect=0).startswith(
            "Call log and usage agree in 3 account months compared, in 2026-07.\n"))

    def test_differing_account_with_its_amounts(self):
        self.mirrored("sample")
        told = self.json("--months", "2026-07..2026-07", expect=1)
        self.assertEqual((told["months_compared"], told["months_differing"]), (3, 2))
        expected = self.query("""
            select account_sid, month, category, count_difference, minutes_difference, price_difference
            from monthly_discrepancies where month = '2026-07' and category <> 'calls' and state <> 'agrees'""")
        self.assertEqual(len(told["differing"]), len(expected))
        cells = {(row["account_sid"], row["category"]): row for row in told["differing"]}
        for row in expected:
            cell = cells[row["account_sid"], row["category"]]
            self.assertEqual((cell["calls"], cell["minutes"]), (row["count_difference"], row["minutes_difference"]))
            self.assertAlmostEqual(cell["price"], row["price_difference"], 6)

    def test_thresholds_are_exact(self):
        self.mirrored("sample")
        limits = {"calls": "3", "minutes": "6", "price": "0.07"}  # the largest differences of July

        def within(**changed):
            return [text for name, value in {**limits, **changed}.items()
                    for text in (f"--threshold-{name}", value)]

        self.json("--months", "1", *within(), expect=0)
        self.json("--months", "1", *within(calls="2"), expect=1)
        self.json("--months", "1", *within(minutes="5.999999"), expect=1)
        self.json("--months", "1", *within(price="0.069999"), expect=1)
        self.json("--months", "1", *within(price="0.0700"), expect=0)

    def test_pending_months_alone_are_neither(self):
        self.mirrored("sample")
        told = self.json("--months", "2026-08..2026-12", expect=5)
        self.assertEqual((told["result"], told["months_compared"], told["differing"]), ("nothing compared", 0, []))
        self.assertEqual(len(told["pending"]), 3)
        self.assertRegex(told["look_again_at"], r"^2026-09-01 0\d:\d\d:00$")
        self.assertIn("the month is not over", told["reason"])

    def test_months_without_a_row_are_nothing_to_compare(self):
        self.mirrored("sample")
        told = self.json("--months", "2020-01..2020-12", expect=5)
        self.assertEqual((told["reason"], told["look_again_at"]), ("none of these months is mirrored", None))

    def test_one_account(self):
        self.mirrored("sample")
        closed = self.query("select sid from accounts where status = 'closed'")[0]["sid"]
        told = self.json("--account", closed, expect=0)
        self.assertEqual([row["account_sid"] for row in told["accounts"]], [closed])
        self.check("--account", "AC" + "0" * 32, expect=2)

    def test_wrong_values(self):
        self.mirrored("sample")
        for options in (("--threshold-calls", "-1"), ("--threshold-calls", "1.5"), ("--threshold-calls", "010"),
                        ("--threshold-minutes", "1e3"), ("--threshold-minutes", "-0.5"),
                        ("--threshold-minutes", ".5"), ("--threshold-price", "0.0000001"),
                        ("--threshold-price", "nan"), ("--threshold-price", "1000000001"), ("--months", "0"),
                        ("--months", "2026-07"), ("--months", "2026-08..2026-07"), ("--months", "2026-13..2026-14"),
                        ("--months", "")):
            with self.subTest(options=options):
                self.assertEqual(self.check(*options, expect=2), "")


if __name__ == "__main__":
    unittest.main()
