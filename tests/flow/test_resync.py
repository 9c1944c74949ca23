# SPDX-License-Identifier: MIT
"""Syncing again: nothing changes by itself, late prices arrive, deleted calls become missing."""

import unittest

from calltally_tests import MirrorTest, SampleApi


class Resync(MirrorTest):
    def check_roll_up(self):
        """call_days, worked out anew from calls in plain SQL, is what is stored."""
        anew = self.query("""
            select account_sid, coalesce(usage_date, '') as usage_date,
                coalesce(usage_category, '(unmapped)') as category,
                case when status = 'completed' then 'billed'
                    when status in ('busy', 'failed', 'no-answer', 'canceled') then 'unbilled'
                    when status in ('queued', 'ringing', 'in-progress') then 'unfinished'
                    else 'unknown' end as status_group,
                case when missing_since is null then 'listed' else 'missing' end as presence,
                coalesce(price_unit, '') as price_unit, count(*) as calls,
                sum(coalesce(duration, 0)) as duration_seconds,
                sum(case when status = 'completed' then (duration + 59) / 60 * 60 else 0 end)
                    as billed_seconds,
                sum(coalesce(price_micros, 0)) as price_micros,
                count(price_micros) as priced_calls, sum(coalesce(duration = 0, 0)) as zero_second_calls,
                sum(1 - settled) as unsettled_calls
            from calls group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6""")
        stored = self.query("select * from call_days order by 1, 2, 3, 4, 5, 6")
        self.assertEqual(stored, anew)

    def test_second_run_changes_nothing_and_asks_only_for_what_can_have_changed(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
            first, requests = self.contents(), len(api.api_requests())
            self.sync(api, "--subaccounts")
            self.assertEqual(self.contents(), first)
            again = api.api_requests()[requests:]
            self.assertLess(len(again), requests)
            for line in again:  # no listing of calls goes back before the look-back
                if "StartTime%3E=" in line:
                    self.assertGreaterEqual(line.split("StartTime%3E=")[1][:10], "2026-07-27")
            self.check_roll_up()

    def test_only_months_with_news_are_worked_out_again(self):
        def closed():
            return self.query("select months_closed from sync_runs order by run_id desc")[0][
                "months_closed"]

        def idle_months():
            return {row["month"]: row for row in self.query(
                "select month, max(usage_as_of) as usage_as_of, min(cell.as_of) as as_of,"
                " max(closed_at) as closed_at from month_status"
                " join month_cells as cell using (account_sid, month)"
                " join accounts on accounts.sid = account_sid"
                " where not exists (select 1 from calls where calls.account_sid = accounts.sid)"
                " group by month")}

        with SampleApi("--idle-accounts", 5) as api:
            self.sync(api, "--subaccounts", "--since", "2026-06-01")
            self.assertGreater(closed(), 3 * 5)
            first = idle_months()
            self.sync(api, "--subaccounts", "--since", "2026-06-01")
            self.assertEqual(closed(), 0)

            # Time alone: usage of the accounts with calls may be behind them, the idle ones' months
            # stand as of the reading without being worked out.
            api.control("clock", now="2026-08-03 09:30:00")
            self.sync(api, "--subaccounts", "--since", "2026-06-01")
            self.assertLessEqual(closed(), 2 * 3)
            later = idle_months()
            self.assertEqual(set(later), {"2026-06", "2026-07", "2026-08"})
            for name, time in (("usage_as_of", "03:{}"), ("as_of", "03:{}"),
                               ("closed_at", "09:{}")):  # usage is six hours behind
                for months, minute in ((first, "00"), (later, "30")):
                    self.assertEqual(months["2026-08"][name][:16],
                                     "2026-08-03 " + time.format(minute))

            # A new day covers more.
            api.control("clock", now="2026-08-04 09:00:00")
            self.sync(api, "--subaccounts", "--since", "2026-06-01")
            self.assertGreaterEqual(closed(), 5)
            days = self.query("select distinct days_covered from month_status"
                              " where month = '2026-08'")
            self.assertEqual(days, [{"days_covered": 3}])

    def test_late_prices_and_vanished_calls(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
            before = self.query("select count(*) as n from missing_calls")[0]["n"]
            self.assertEqual(before, 0)
            unpriced = self.query("select sid from unsettled_calls where reason = 'not priced yet'")
            self.assertTrue(unpriced)
            api.control("clock", now="2026-08-05 12:00:00")
            self.sync(api, "--subaccounts", "--lookback", "9")
            missing = self.query("select * from missing_calls")
            self.assertTrue(missing)
            changes = self.query("select distinct field from call_changes")
            self.assertIn({"field": "price_micros"}, changes)
            self.assertIn({"field": "missing_since"}, changes)
            self.check_roll_up()
            found = self.query("select * from discrepancy_calls where cause = 'deleted_upstream'")
            billed = [row for row in missing if row["status"] == "completed"]
            self.assertTrue(billed)
            self.assertLessEqual({row["sid"] for row in found}, {row["sid"] for row in billed})
            self.assertTrue(found)

    def test_stored_columns_follow_the_rules(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        wrong = self.query("""
            select sid from calls where usage_date is not substr(start_time, 1, 10)
                or usage_month is not substr(start_time, 1, 7)
                or is_billed <> (status = 'completed')
                or billed_seconds <> (case when status = 'completed'
                    then (duration + 59) / 60 * 60 else 0 end)""")
        self.assertEqual(wrong, [])
        self.assertTrue(self.query("select 1 from month_spanning_calls"))
        self.assertTrue(self.query("select 1 from unmapped_calls"))


if __name__ == "__main__":
    unittest.main()
