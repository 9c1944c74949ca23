# SPDX-License-Identifier: MIT
"""What one bad answer about usage leaves behind: the runs after it. Names as in docs/faults.md."""

import datetime
import unittest

from account_model import Model
from fault_server import FaultServer, page_edit
from mirror_checks import FaultTest


class LaterUsage(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)
        self.parent = self.model.parent

    def test_an_as_of_to_come_freezes_no_usage(self):
        """A86"""
        def edit(page, _):
            for row in page["usage_records"]:
                if row["category"] == "calls-inbound":
                    row.update(as_of="2036-01-01T00:00:00+00:00", count=str(int(row["count"]) + 5))
        for grain in ("monthly", "daily"):
            self.mirror = self.folder / f"{grain}.db"
            with self.subTest(grain), FaultServer(self.model) as server:
                server.inject(grain, page_edit(edit), where=lambda r: (
                    r.query["IncludeSubaccounts"] == "false"
                    and r.query.get("Category") in (None, "calls-inbound")))
                self.assertEqual(self.codes(server, 1), [0])
                self.assertIn("as_of is still to come", self.warnings())
                self.assertEqual(self.query("select * from usage_records"
                                            " where as_of > '2027-01-01'"), [])
                self.assertEqual(self.codes(server, 1, "--lookback", "200"), [0])
                self.check_usage(self.model, [self.parent])
                self.check_cells(self.model, [self.parent])

    def test_an_unreadable_usage_record_of_an_old_month_is_asked_for_again(self):
        """A74"""
        def edit(page, _):
            for row in page["usage_records"]:
                if (row["category"], row["start_date"]) == ("calls-inbound", "2025-12-01"):
                    row["count"] = "x1"
        with FaultServer(self.model) as server:
            broken = server.inject("monthly", page_edit(edit), times=None)
            self.assertEqual(self.codes(server, 3), [3, 3, 3])
            broken["times"] = 0  # mended
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.check_usage(self.model, [self.parent])
            self.assertEqual(self.query("select * from quarantine"), [])
            before = len(server.requests)
            self.assertEqual(self.codes(server, 1), [0])  # and the old months rest again
            asked = [r for r in server.requests[before:] if r.kind == "monthly"]
            self.assertTrue(all(r.query["StartDate"] >= "2026-03-01" for r in asked))

    def test_usage_that_came_empty_once_is_read_once_more(self):
        """A80"""
        with FaultServer(self.model) as server:
            empty = server.inject("monthly", page_edit(
                lambda page, _: page.update(usage_records=[], next_page_uri=None)), times=None)
            self.assertEqual(self.codes(server, 1), [0])
            self.assertEqual(self.query("select * from usage_records"), [])
            empty["times"] = 0
            self.wait_a_second()
            self.assertEqual(self.codes(server, 1), [0])
            self.check_usage(self.model, [self.parent])
            self.assertGreater(self.check_cells(self.model, [self.parent]), 50)
            self.wait_a_second()
            before = len(server.requests)
            self.assertEqual(self.codes(server, 1), [0])
            asked = [r for r in server.requests[before:] if r.kind == "monthly"]
            self.assertTrue(asked)
            self.assertTrue(all(r.query["StartDate"] >= "2026-03-01" for r in asked))

    def daily_asked(self, server, since):
        return [r.query["Category"] for r in server.requests[since:]
                if r.kind == "daily" and r.query["StartDate"] < "2026-03-01"]

    def test_old_days_that_do_not_add_up_are_read_once_more(self):
        """A84"""
        for name, change in (("empty", lambda rows: []), ("short", lambda rows: rows[::2])):
            self.mirror = self.folder / f"{name}.db"
            with self.subTest(name), FaultServer(self.model) as server:
                short = server.inject("daily", page_edit(lambda page, _: page.update(
                    usage_records=change(page["usage_records"]))), times=None)
                self.assertEqual(self.codes(server, 1), [0])
                short["times"] = 0
                for _ in range(3):  # four listings in each run
                    before = len(server.requests)
                    self.assertEqual(self.codes(server, 1), [0])
                    self.assertLessEqual(len(self.daily_asked(server, before)), 4)
                self.check_usage(self.model, [self.parent])
                self.check_cells(self.model, [self.parent])
                before = len(server.requests)
                self.assertEqual(self.codes(server, 2), [0, 0])
                self.assertEqual(self.daily_asked(server, before), [])

    def test_old_days_that_differ_from_their_month_are_believed_once_read_again(self):
        """A84"""
        with FaultServer(self.model) as server:
            self.assertEqual(self.codes(server, 1), [0])
            before, contents = len(server.requests), self.contents()
            self.assertEqual(self.codes(server, 1), [0])
            self.assertEqual(sorted(self.daily_asked(server, before)), ["calls", "calls-outbound"])
            before = len(server.requests)
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.assertEqual(self.daily_asked(server, before), [])
            self.assertEqual(self.contents(), contents)

    def test_until_within_an_old_month_leaves_its_usage_whole(self):
        """A85"""
        with FaultServer(self.model) as server:
            self.assertEqual(self.codes(server, 1), [0])
            before = self.contents()
            for until in ("2026-01-10", "2026-02-01", "2026-03-05"):
                self.assertEqual(self.codes(server, 1, "--until", until), [0])
                self.check_usage(self.model, [self.parent])
                self.assertEqual(self.contents(), before, until)
            # A mirror that ends within a month: its usage is whole, its log is not.
            self.mirror = self.folder / "until.db"
            self.assertEqual(self.codes(server, 1, "--until", "2026-01-10"), [0])
            self.assertEqual(
                self.query("select distinct start_date, end_date from usage_records where"
                           " granularity = 'monthly' and includes_subaccounts = 0 order by 1"),
                [{"start_date": "2025-12-01", "end_date": "2025-12-31"},
                 {"start_date": "2026-01-01", "end_date": "2026-01-31"}])
            self.assertEqual(
                self.query("select month, comparable from month_status order by 1"),
                [{"month": "2025-12", "comparable": 1}, {"month": "2026-01", "comparable": 0}])
            self.assertEqual(self.codes(server, 1), [0])
            self.check_usage(self.model, [self.parent])
            self.check_cells(self.model, [self.parent])

    def wait_a_second(self):
        """What was read when is stored by the second."""
        self.model.now += datetime.timedelta(seconds=2)


if __name__ == "__main__":
    unittest.main()
