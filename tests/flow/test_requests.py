# SPDX-License-Identifier: MIT
"""How many requests a sync makes, and how many at once; what it does at the end of its budget."""

import collections
import json
import re
import time
import unittest
import urllib.request

from calltally_tests import MirrorTest, SampleApi


class Requests(MirrorTest):
    def requests_of(self, api, *options, **keywords):
        before = len(api.api_requests())
        self.sync(api, *options, **keywords)
        return api.api_requests()[before:]

    def most_at_once(self, api):
        with urllib.request.urlopen(api.url + "/_sample/requests") as answer:
            return json.load(answer)["most_at_once"]

    def test_small_account_takes_few_requests(self):
        with SampleApi("--scenario", "sparse") as api:
            self.assertLessEqual(len(self.requests_of(api)), 20)
            first = self.contents()
            again = self.requests_of(api)
            self.assertLessEqual(len(again), 8)
            self.assertEqual(self.contents(), first)
            api.control("clock", now="2026-08-04 09:00:00")
            self.assertLessEqual(len(self.requests_of(api)), 8)
            self.assertEqual(self.query("select * from coverage_gaps"), [])

    def test_days_that_add_up_to_their_month_are_not_read_again(self):
        with SampleApi() as api:
            self.sync(api)
            first = self.contents()
            again = self.requests_of(api)
            self.assertTrue(any("Monthly.json" in line for line in again))
            self.assertFalse(any("Daily.json" in line for line in again), again)
            self.assertEqual(self.contents(), first)
            # A day that is off makes the month's days worth a look.
            self.execute("update usage_records set count = count + 1 where granularity = 'daily' "
                         "and category = 'calls-inbound' and start_date = '2026-08-01'")
            again = self.requests_of(api)
            asked = {line.split("Category=")[1].split("&")[0]
                     for line in again if "Daily.json" in line}
            self.assertEqual(asked, {"calls-inbound"})
            self.assertEqual(self.contents(), first)

    @staticmethod
    def count_by_account(lines, busy):
        """Of the accounts that are not busy."""
        sids = [line.split("/Accounts/")[-1][:34] for line in lines]
        return collections.Counter(sid for sid in sids if sid.startswith("AC") and sid not in busy)

    def test_idle_accounts_take_two_requests_each_once_a_day(self):
        with SampleApi("--idle-accounts", "40") as api:
            busy = {row["sid"] for row in self.accounts_with_calls(api)}
            first = self.count_by_account(api.api_requests(), busy)
            self.assertEqual(len(first), 40)
            self.assertEqual(set(first.values()), {2})  # the usage by month, one window of calls
            self.assertEqual(self.query("select count(*) as n from accounts")[0]["n"], 43)
            self.assertEqual(self.query("select * from coverage_gaps"), [])

            asked = []
            for hour in (11, 13):  # twenty in each run, in turn
                api.control("clock", now=f"2026-08-03 {hour}:00:00")
                lines = self.requests_of(api, "--subaccounts")
                asked.append(self.count_by_account(lines, busy))
                self.assertEqual(set(asked[-1].values()), {2})
                self.assertEqual(len(asked[-1]), 20)
            self.assertEqual(set(asked[0]) | set(asked[1]), set(first))
            self.assertEqual(self.query("select * from coverage_gaps"), [])

            api.control("clock", now="2026-08-04 00:10:00")
            lines = self.requests_of(api, "--subaccounts")
            self.assertEqual(self.count_by_account(lines, busy), first)
            # Days that are named are asked of all.
            lines = self.requests_of(api, "--subaccounts", "--since", "2026-05-01")
            self.assertEqual(set(self.count_by_account(lines, busy)), set(first))

    def accounts_with_calls(self, api):
        self.sync(api, "--subaccounts")
        return self.query("select distinct account_sid as sid from calls")

    def test_closed_account_that_was_read_whole_is_left_alone(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
            closed = self.query("select sid from accounts where status = 'closed'")[0]["sid"]
            self.assertTrue(self.query("select 1 from calls where account_sid = ?", closed))
            again = self.requests_of(api, "--subaccounts")
            self.assertFalse([line for line in again if closed in line])

    def test_requests_run_side_by_side_and_never_more_than_allowed(self):
        for concurrency in (1, 4, 6):
            with self.subTest(concurrency=concurrency), \
                    SampleApi("--calls", "20000", "--latency-ms", "20") as api:
                self.mirror = self.folder / f"at-once-{concurrency}.db"
                self.sync(api, "--subaccounts", "--concurrency", concurrency)
                self.assertEqual(self.most_at_once(api), concurrency)

    def test_days_short_of_calls_are_listed_again_while_others_are_read(self):
        with SampleApi("--calls", "200000") as api:
            started = time.monotonic()
            asked = [sorted(re.findall(r"StartTime%3[EC]=([0-9-]{10})", line))
                     for line in self.requests_of(api) if "/Calls.json?StartTime" in line]
        if time.monotonic() - started > 30:
            self.skipTest("this build stores so slowly that all is read before: it is for coverage")
        closed = [days for days in asked if len(days) == 2]

        def was_read_before(place):
            start, end = closed[place]
            return any(begin <= start and end <= stop and [begin, stop] != [start, end]
                       for begin, stop in closed[:place])

        again = [was_read_before(place) for place in range(len(closed))]
        self.assertIn(True, again)
        self.assertIn(False, again[again.index(True):])

    def test_budget_of_requests_ends_with_10_and_the_next_runs_go_on(self):
        with SampleApi("--calls", "20000") as api:
            self.sync(api, "--subaccounts")
            expected = self.contents()
            self.mirror = self.folder / "in-parts.db"
            runs = 0
            for runs in range(1, 40):
                used = self.requests_of(api, "--subaccounts", "--max-requests", "25", expect=None)
                self.assertLessEqual(len(used), 25)
                if self.query("select exit_code from sync_runs order by run_id desc")[0] == {"exit_code": 0}:
                    break
                self.assertEqual(self.query("select max(run_id) as n from sync_runs"), [{"n": runs}])
            self.assertGreater(runs, 2)
            self.assertLess(runs, 39)
            self.assertEqual(self.contents(), expected)
            codes = {row["exit_code"] for row in self.query("select exit_code from sync_runs")}
            self.assertEqual(codes, {0, 10})

    def test_budget_of_time(self):
        with SampleApi("--calls", "5000", "--latency-ms", "700") as api:
            result = self.sync(api, "--max-duration", "1", expect=10)
            self.assertEqual(result.stderr.count("error:"), 1)
            self.assertIn("budget", result.stderr)


class Shrink(MirrorTest):
    def delete(self, api, sids):
        for sid in sids:
            api.control("delete", sid=sid)

    def lately(self):
        return [row["sid"] for row in self.query(
            "select sid from calls where usage_date between '2026-07-28' and '2026-08-02' "
            "and missing_since is null and status = 'completed' order by sid")]

    def test_large_shrink_is_not_believed_unless_told_to(self):
        with SampleApi("--calls", "3000") as api:
            self.sync(api)
            before = self.contents()
            sids = self.lately()
            self.delete(api, sids[:len(sids) // 2])
            result = self.sync(api, expect=7)
            self.assertIn("--accept-shrink", result.stderr)
            self.assertEqual(self.query("select count(*) as n from missing_calls"), [{"n": 0}])
            self.assertEqual(self.contents()["calls"], before["calls"])
            self.sync(api, "--accept-shrink")
            missing = {row["sid"] for row in self.query("select sid from missing_calls")}
            self.assertEqual(missing, set(sids[:len(sids) // 2]))
            self.sync(api)

    def test_large_shrink_is_not_forgotten(self):
        """Also when its days are older than the look-back, until it is accepted or undone."""
        with SampleApi("--calls", "3000") as api:
            self.sync(api)
            sids = self.lately()
            gone = sids[:len(sids) // 2]
            self.delete(api, gone)
            for day in (3, 4, 9, 14, 20):
                api.control("clock", now=f"2026-08-{day:02} 09:00:00")
                result = self.sync(api, expect=7)
                self.assertIn("--accept-shrink", result.stderr)
                self.assertIn("is not believed", self.calltally("status").stdout)
            self.assertEqual(self.query("select * from missing_calls"), [])
            self.sync(api, "--accept-shrink")
            missing = {row["sid"] for row in self.query("select sid from missing_calls")}
            self.assertEqual(missing, set(gone))
            self.sync(api)

    def test_few_gone_calls_are_missing_once_their_own_address_says_so(self):
        with SampleApi() as api:
            self.sync(api)
            gone = self.lately()[:3]
            self.delete(api, gone)
            before = len(api.api_requests())
            self.sync(api)
            asked = {line.split("/Calls/")[1][:34] for line in api.api_requests()[before:]
                     if "/Calls/CA" in line}
            self.assertLessEqual(set(gone), asked)
            missing = {row["sid"] for row in self.query("select sid from missing_calls")}
            self.assertEqual(missing, set(gone))

    def test_more_suspects_than_a_run_asks_for_wait_and_are_named(self):
        with SampleApi("--calls", "40000") as api:
            self.sync(api)
            gone = self.lately()[:620]
            self.delete(api, gone)
            self.sync(api, "--accept-shrink")
            first = self.query("select count(*) as n from missing_calls")[0]["n"]
            self.assertEqual(first, 500)
            self.assertEqual(self.query("select count(*) as n from suspected_calls"), [{"n": 120}])
            status = self.calltally("status").stdout
            self.assertRegex(status, r"may be gone, to be asked for by sid +120")
            self.sync(api)
            missing = {row["sid"] for row in self.query("select sid from missing_calls")}
            self.assertEqual(missing, set(gone))
            self.assertEqual(self.query("select * from suspected_calls"), [])


if __name__ == "__main__":
    unittest.main()
