# SPDX-License-Identifier: MIT
"""Usage that is absent, unread, late, revised, in parts, with subaccounts: what the cells say."""

import datetime
import unittest
from decimal import Decimal

from account_model import NOW, Model
from fault_server import FaultServer, Reply, error, page_edit
from mirror_checks import SINCE, FaultTest

import contract


class UsageQuirks(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=40)
        self.parent = self.model.parent

    def cells(self, **wanted):
        rows = self.query("select * from monthly_discrepancies where account_sid = ?",
                          self.parent.sid)
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def test_a_server_without_usage_has_not_said_that_there_is_none(self):
        with FaultServer(self.model) as server:
            for kind in ("monthly", "daily"):
                server.inject(kind, error(404), times=None)
            self.run_sync(server, expect=4)
        self.check_calls([self.parent])
        self.assertEqual({row["usage_count"] for row in self.cells()}, {None})
        self.assertEqual({row["state"] for row in self.cells()}, {"not comparable"})
        self.assertEqual(self.query("select * from discrepancy_causes"), [])

    def test_an_account_that_has_no_usage_is_answered_404(self):
        with FaultServer(self.model) as server:
            server.inject("*", error(404, 20404), times=None,
                          where=lambda r: r.kind in ("monthly", "daily"))
            self.run_sync(server)
            self.assertEqual({row["usage_count"] for row in self.cells(is_rollup=0)}, {0})
            self.assertEqual({row["usage_count"] for row in self.cells(category="calls")}, {None})
            self.assertIn("log only", {row["state"] for row in self.cells(month="2026-01")})
            # Then it has: nothing of the first answer stays.
            server.injections.clear()
            self.run_sync(server, "--lookback", "200")
            self.check_cells(self.model, [self.parent])

    def test_404_never_wipes_what_is_stored(self):
        with FaultServer(self.model) as server:
            self.run_sync(server)
            server.inject("monthly", error(404, 20404), times=None)
            self.run_sync(server, expect=7)
            self.check_usage(self.model, [self.parent])
            self.check_cells(self.model, [self.parent])

    def test_404_in_the_middle_is_no_end(self):
        with FaultServer(self.model, usage_page_size=30) as server:
            injection = server.inject("monthly", error(404, 20404), times=None,
                                      where=lambda r: not r.is_first_page)
            self.run_sync(server, expect=7)
            self.assertGreater(injection["hits"], 1)  # begun again once
            self.assertEqual({row["usage_count"] for row in self.cells()}, {None})

    def test_usage_by_day_that_is_not_to_be_had_leaves_the_month(self):
        with FaultServer(self.model) as server:
            server.inject("daily", error(404, 20404), times=None)
            self.run_sync(server)
        warnings = self.query("select warnings from sync_runs")[0]["warnings"]
        self.assertIn("usage of calls-outbound by day is answered 404", warnings)
        monthly = {(row["category"], row["start_date"][:7]): row for row in
                   self.model.usage_rows(self.parent, "Monthly", datetime.date(2025, 12, 1),
                                         NOW.date(), None, False)}
        for month in ("2025-12", "2026-01", "2026-02"):
            for category in contract.CATEGORIES:
                row = monthly.get((category, month))
                cell = self.cells(month=month, category=category)[0]
                self.assertEqual(
                    (cell["usage_count"], cell["usage_microseconds"], cell["usage_price_micros"]),
                    (int(row["count"]), contract.micros(row["usage"]) * 60,
                     contract.micros(row["price"])) if row else (0, 0, 0), (month, category))
        self.check_causes_add_up()

    def test_usage_that_is_taken_back_is_gone(self):
        with FaultServer(self.model) as server:
            self.run_sync(server)
            # One category loses all it had, another a month of it.
            self.parent.events = [event for event in self.parent.events
                                  if event[1] != "calls-client"
                                  and not (event[1] == "calls-outbound" and event[0].month == 2)]
            self.run_sync(server, "--lookback", "200")
            self.check_usage(self.model, [self.parent])
            self.check_cells(self.model, [self.parent])
            gone = self.query("select distinct category from usage_record_changes")
            self.assertIn({"category": "calls-client"}, gone)

    def break_records(self, server, kind, category, start_date):
        """The count of these records is none, whenever they are listed."""
        def edit(page, _):
            for row in page["usage_records"]:
                if (row["category"], row["start_date"]) == (category, start_date):
                    row["count"] = "many"
        server.inject(kind, page_edit(edit), times=None,
                      where=lambda r: r.query.get("IncludeSubaccounts") == "false")

    def billed_day(self):
        """A day of February with a billed outbound call."""
        return min(str(event[0])[:10] for event in self.parent.events
                   if event[1] == "calls-outbound" and event[0].month == 2)

    def amounts(self):
        return [{**row, "as_of": None} for row in self.cells()]

    def test_a_record_that_cannot_be_read_is_not_zero(self):
        with FaultServer(self.model) as server:
            self.break_records(server, "monthly", "calls-outbound", "2026-02-01")
            self.run_sync(server, expect=3)
            self.check_cells(self.model, [self.parent])  # its days say the same
        self.mirror = self.folder / "by_month_alone.db"
        with FaultServer(self.model) as server:
            self.break_records(server, "monthly", "calls-outbound", "2026-02-01")
            self.break_records(server, "daily", "calls-outbound", self.billed_day())
            self.run_sync(server, expect=3)
            february = {row["category"]: row for row in self.cells(month="2026-02")}
            self.assertIsNone(february["calls-outbound"]["usage_count"])
            self.assertIsNone(february["combined"]["usage_count"])
            self.assertIsNotNone(february["calls-inbound"]["usage_count"])
            self.assertEqual(self.query("select * from discrepancy_causes where month = '2026-02'"
                                        " and category in ('calls-outbound', 'combined')"), [])
            self.assertEqual(len(self.query("select * from quarantine")), 2)
        with FaultServer(self.model) as server:
            self.run_sync(server, "--lookback", "200")
            self.check_cells(self.model, [self.parent])

    def test_a_record_that_becomes_unreadable_stays_as_it_was(self):
        with FaultServer(self.model) as server:
            self.run_sync(server)
            before = self.amounts()
            for kind, day in (("monthly", "2026-02-01"), ("daily", self.billed_day())):
                self.break_records(server, kind, "calls-outbound", day)
            self.run_sync(server, "--lookback", "200", expect=3)
            self.assertEqual(self.amounts(), before)

    def test_more_than_one_day_in_a_day_is_put_aside(self):
        with FaultServer(self.model) as server:
            server.inject("daily", page_edit(lambda page, _: page["usage_records"][0].update(
                end_date="2026-12-31")), where=lambda r: r.query["Category"] == "calls-outbound")
            self.run_sync(server, expect=3)
            self.assertEqual(len(self.query("select * from quarantine")), 1)
            self.run_sync(server, "--lookback", "200")
            self.check_cells(self.model, [self.parent])

    def test_parent_with_its_subaccounts_against_the_sum_of_its_parts(self):
        with FaultServer(self.model) as server:
            self.run_sync(server, "--subaccounts")
        first = datetime.date.fromisoformat(SINCE)
        checked = 0
        for row in self.query("select * from usage_crosschecks"
                              " where check_name = 'inclusive_against_parts'"):
            month = datetime.date.fromisoformat(row["month"] + "-01")
            last = (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
            last -= datetime.timedelta(days=1)
            sums = [account.usage(max(month, first), last, row["category"]).get(row["category"])
                    for account in self.model.accounts]
            sums = [values for values in sums if values]
            self.assertEqual(row["whole_count"] or 0, sum(v[0] or 0 for v in sums), row)
            self.assertEqual(row["parts_count"] or 0, sum(v[0] or 0 for v in sums), row)
            self.assertEqual(Decimal(str(row["parts_usage"])).quantize(Decimal("0.00001")),
                             sum(v[1] for v in sums).quantize(Decimal("0.00001")), row)
            self.assertEqual(row["closed_accounts"], "Closed last year")
            # One account is billed in another currency: where it has a record, there is no sum.
            in_euros = row["category"] in {
                name for name in self.model.accounts[2].usage(max(month, first), last)}
            prices = (row["parts_price"], row["price_difference"])
            if in_euros:
                self.assertEqual(prices, (None, None), row)
            else:
                self.assertEqual(row["price_difference"], 0.0, row)
            checked += 1
        self.assertGreater(checked, 20)

    def test_states(self):
        with FaultServer(self.model) as server:
            self.run_sync(server, "--subaccounts")
        counts = {}
        for account in self.model.accounts:
            usage = contract.AccountUsage(
                self.model.usage_rows(account, "Daily", datetime.date(2025, 12, 1), NOW.date(),
                                      None, False),
                self.model.usage_rows(account, "Monthly", datetime.date(2025, 12, 1), NOW.date(),
                                      None, False), None, None)
            for row in self.query("select * from monthly_discrepancies where account_sid = ?"
                                  " and is_rollup = 0", account.sid):
                calls = [c for c in account.calls if contract.start_of(c)
                         and contract.start_of(c).date().isoformat().startswith(row["month"])
                         and contract.category_of(c) == row["category"]]
                expected = contract.state_of(calls, usage, row["category"], row["month"], NOW)
                self.assertEqual(row["state"], expected, (account.name, row))
                counts[expected] = counts.get(expected, 0) + 1
        self.assertLessEqual({"agrees", "differs", "pending", "log only"}, set(counts), counts)


if __name__ == "__main__":
    unittest.main()
