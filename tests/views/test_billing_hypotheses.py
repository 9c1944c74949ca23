# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, ViewTest

MINUTE = 60_000_000


class BillingHypotheses(ViewTest):
    view = "billing_hypotheses"

    def fits(self, hypothesis):
        """Of each reading: on how many it could be told, on how many it came out, in words."""
        return {row["reading"]: (row["compared"], row["fitting"], row["fits"])
                for row in self.rows(f"hypothesis = '{hypothesis}' and account_sid = '{A}'")}

    def test_every_column_where_nothing_tells(self):
        expected = dict(
            account_sid=A, hypothesis="zero_second_calls",
            question="does usage count completed calls of 0 seconds?", reading="counted",
            compared=0, fitting=0, fits="nothing tells")
        self.check_row(expected, "reading = 'counted'")
        self.check_every_column_is_expected(expected)

    def test_every_account_is_asked_every_question(self):
        questions = len(self.rows())
        self.insert("accounts", sid=B)
        self.assertEqual(len(self.rows()), 2 * questions)

    def test_zero_second_calls(self):
        for date, usage_count in (("2026-07-30", 2), ("2026-07-31", 3)):
            self.cell(table="day_cells", date=date, billed_calls=3, usage_count=usage_count)
            self.insert("call_days", account_sid=A, usage_date=date, category="calls-outbound",
                        status_group="billed", presence="listed", price_unit="USD", calls=3,
                        duration_seconds=120, billed_seconds=120, price_micros=0, priced_calls=3,
                        zero_second_calls=1, unsettled_calls=0)
        self.assertEqual(self.fits("zero_second_calls"),
                         {"counted": (2, 1, "partly"), "not counted": (2, 1, "partly")})

    def test_day_of_a_call_across_midnight(self):
        self.call("CA1", end_time="2026-08-01 00:00:30", usage_date="2026-07-31")
        self.cell(table="day_cells", date="2026-07-31", usage_count=0, usage_microseconds=0)
        self.cell(table="day_cells", date="2026-08-01", log_calls=0, billed_calls=0,
                  log_microseconds=0)
        fits = self.fits("day_of_a_call")
        self.assertEqual(fits["by its end"], (2, 2, "exactly"))
        self.assertEqual(fits["by its start"], (2, 0, "not at all"))
        self.assertEqual(fits["by its creation"], (0, 0, "nothing tells"))

    def test_days_that_are_not_final_tell_nothing(self):
        self.call("CA1", end_time="2026-08-01 00:00:30")
        self.cell(table="day_cells", state="pending")
        self.assertEqual(self.fits("day_of_a_call")["by its end"], (0, 0, "nothing tells"))

    def test_a_call_at_the_midnight_that_ends_a_window(self):
        self.window("calls", "2026-07-01", "2026-07-31")
        self.call("CA1", start_time="2026-07-31 00:00:00")
        self.assertEqual(self.fits("midnight_in_start_time_before"),
                         {"left out": (1, 1, "exactly"), "returned": (1, 0, "not at all")})

    def test_media_streams_in_the_record_of_calls(self):
        self.cell("calls-inbound", usage_count=2, usage_microseconds=2 * MINUTE)
        self.cell("calls-outbound", usage_count=1, usage_microseconds=MINUTE)
        self.cell("calls", is_rollup=1, usage_count=3, usage_microseconds=3 * MINUTE,
                  usage_price_micros=2 * 26_000 + 4_000)
        self.usage("calls-media-stream-minutes", 5, 9.0, 0.004)
        fits = self.fits("calls_holds_media_streams")
        self.assertEqual(fits["with the price alone"], (1, 1, "exactly"))
        self.assertEqual(fits["not at all"], (1, 0, "not at all"))
        self.assertEqual(fits["with calls, minutes and price"], (1, 0, "not at all"))


if __name__ == "__main__":
    unittest.main()
