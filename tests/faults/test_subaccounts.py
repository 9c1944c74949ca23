# SPDX-License-Identifier: MIT
"""Accounts: one that fails keeps no other from being read. Names as in docs/faults.md."""

import datetime
import unittest

from account_model import LEGS, NOW, Model
from fault_server import FaultServer, Raw, error, page_edit
from mirror_checks import SINCE, FaultTest

import contract


class Subaccounts(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=30)
        self.failing, self.healthy = self.model.accounts[1:5], (self.model.parent,
                                                               self.model.accounts[5])

    def sync(self, server, **keywords):
        return self.run_sync(server, "--subaccounts", "--concurrency", "1", **keywords)

    def break_off(self, server, fault, **keywords):
        return server.inject("*", fault, times=None, where=lambda r: any(
            account.sid in r.path for account in self.failing), **keywords)

    def test_four_that_fail_do_not_stop_the_others(self):
        """A82"""
        for name, fault, code in (("500", error(500, 20500), 5), ("403", error(403, 20403), 6),
                                  ("nothing", Raw("HTTP/1.1 200 OK\r\n\r\n"), 7)):
            self.mirror = self.folder / f"{name}.db"
            with self.subTest(name), FaultServer(self.model) as server:
                failing = self.break_off(server, fault)
                self.sync(server, expect=code)
                stored = set(self.stored_calls())
                self.assertEqual(stored, set(self.expected_calls(self.healthy)))
                self.check_usage(self.model, self.healthy)
                failing["times"] = 0
                self.sync(server)
                self.check_calls(self.model.accounts)

    def test_a_network_that_is_down_ends_the_run(self):
        """A82"""
        with FaultServer(self.model) as server:
            server.inject("*", Raw(), times=None, skip=4)
            self.sync(server, expect=5)
            self.assertLess(len(server.requests), 80)

    def test_accounts_that_are_known_are_read_without_their_list(self):
        """A83"""
        with FaultServer(self.model) as server:
            self.sync(server)
            account = self.model.accounts[1]
            new = dict(account.calls[0], sid="CA" + "cd" * 16)
            new.update({name: self.model.parent.calls[-1][name] for name in (
                "date_created", "date_updated", "start_time", "end_time", "status", "duration")})
            account.calls.append(new)
            server.inject("accounts", error(500, 20500), times=None)
            result = self.sync(server, expect=5)
            self.assertIn("Accounts.json", result.stderr)
            self.assertRegex(result.stdout, "could not be listed.* 5 .*known")
            self.check_calls(self.model.accounts)

    def test_accounts_that_the_list_lacks_are_asked_for_by_themselves(self):
        """A93"""
        gone = self.model.accounts[4]
        with FaultServer(self.model) as server:
            self.sync(server)
            server.inject("accounts", page_edit(
                lambda page, _: page.update(accounts=page["accounts"][:2])), times=None)
            nobody = server.inject("account", error(404, 20404), times=None,
                                   where=lambda r: gone.sid in r.path)
            self.model.accounts[3].add_call(900, LEGS[0], NOW, 60)
            self.assertIn("lacks 3 that are known", self.sync(server).stdout)
            self.check_calls(self.model.accounts)
            self.assertEqual(nobody["hits"], 1)
            self.assertEqual(self.query("select status from accounts where sid = ?", gone.sid),
                             [{"status": "closed"}])
            self.assertIn("lacks 2 that are known", self.sync(server).stdout)
            self.assertEqual(nobody["hits"], 1)  # and is not asked for again
            server.inject("account", error(500, 20500), times=None,
                          where=lambda r: self.model.accounts[3].sid in r.path)
            self.sync(server, expect=5)

    def test_another_account_is_not_the_one_asked_for(self):
        """A91"""
        with FaultServer(self.model) as server:
            other = self.model.accounts[1].sid
            server.inject("account", page_edit(lambda row, _: row.update(sid=other)), times=None)
            result = self.run_sync(server, expect=7)
            self.assertIn(other, result.stderr)
            self.assertEqual(self.query("select * from calls"), [])

    # Accounts that are closed -------------------------------------------------------------------

    def scheduled(self, server, *options, expect=0, on=NOW):
        """A run as a schedule starts it, at a time of the server's."""
        self.model.now = on
        self.run_sync(server, "--subaccounts", *options, since=None, expect=expect)

    def check_calls_of(self, account):
        expected, stored = self.expected_calls([account]), self.stored_calls()
        self.assertEqual({sid: stored.get(sid) for sid in expected}, expected)

    def asked_about(self, server, account):
        """Requests since this was asked last."""
        paths = [request.path for request in server.requests]
        server.requests.clear()
        return sum(account.sid in path for path in paths)

    def test_an_account_that_was_closed_since_it_was_read_is_read_to_its_end(self):
        """A89"""
        account, days = self.model.accounts[4], datetime.timedelta(days=1)
        account.status = "active"
        account.add_call(700, LEGS[0], NOW - 40 * days, 60)
        with FaultServer(self.model) as server:
            self.scheduled(server)
            for number in range(5):
                account.add_call(800 + number, LEGS[0], NOW + days, 60)
            account.status = "closed"
            self.scheduled(server, "--max-requests", "3", expect=10, on=NOW + 2 * days)
            self.scheduled(server, on=NOW + 40 * days)
            self.check_calls_of(account)
            self.assertGreater(self.asked_about(server, account), 0)
            self.scheduled(server, on=NOW + 41 * days)
            self.assertEqual(self.asked_about(server, account), 0)  # and then left alone

    def test_a_closed_account_is_read_until_its_last_month_is_final(self):
        """A89"""
        account, days = self.model.accounts[1], datetime.timedelta(days=1)
        with FaultServer(self.model) as server:
            self.scheduled(server)
            account.status = "closed"
            for number in (1, 3, 12, 19, 26, 40, 60):
                self.scheduled(server, on=NOW + number * days)
            self.assertEqual(self.query(
                "select max(state) as state from monthly_discrepancies where account_sid = ?"
                " and month = '2026-03' and category = 'calls-inbound'", account.sid)[0]["state"],
                "agrees")
            self.asked_about(server, account)
            self.scheduled(server, on=NOW + 61 * days)
            self.assertEqual(self.asked_about(server, account), 0)

    def test_a_closed_account_of_which_a_part_was_read_is_read_whole(self):
        """A89"""
        account = self.model.accounts[5]
        self.assertEqual(account.status, "closed")
        with FaultServer(self.model) as server:
            self.run_sync(server, "--subaccounts", "--until", "2026-01-01")
            self.scheduled(server)
            self.check_calls_of(account)

    def test_usage_of_a_closed_account_that_came_empty_once_is_read_once_more(self):
        """A80"""
        account = self.model.accounts[5]
        with FaultServer(self.model) as server:
            empty = server.inject("monthly", page_edit(
                lambda page, _: page.update(usage_records=[], next_page_uri=None)), times=None,
                where=lambda r: account.sid in r.path)
            self.scheduled(server)
            empty["times"] = 0
            for days in (1, 2):
                self.scheduled(server, on=NOW + datetime.timedelta(days=days))
            self.assertTrue(self.query(
                "select 1 from usage_records where account_sid = ? and count > 0", account.sid))
            self.asked_about(server, account)
            self.scheduled(server, on=NOW + datetime.timedelta(days=3))
            self.assertEqual(self.asked_about(server, account), 0)

    def test_old_days_of_a_closed_account_that_do_not_add_up_are_read_once_more(self):
        """A84"""
        account = self.model.accounts[5]
        self.assertEqual(account.status, "closed")
        first, last = datetime.date.fromisoformat(SINCE), NOW.date()
        days_of_usage = sorted(
            ({"category": row["category"], "start_date": row["start_date"],
              "count": int(row["count"])}
             for row in self.model.usage_rows(account, "Daily", first, last, None, False)
             if row["category"] in ("calls", *contract.CATEGORIES)),
            key=lambda row: (row["category"], row["start_date"]))
        with FaultServer(self.model) as server:
            short = server.inject("daily", page_edit(lambda page, _: page.update(
                usage_records=[])), times=None, where=lambda r: account.sid in r.path)
            self.run_sync(server, "--subaccounts")
            short["times"] = 0
            for number in range(1, 6):  # a few of all accounts' listings in each run
                self.scheduled(server, on=NOW + number * datetime.timedelta(days=40))
            self.assertEqual(self.query(
                "select category, start_date, count from usage_records where account_sid = ?"
                " and granularity = 'daily' order by 1, 2", account.sid), days_of_usage)
            self.asked_about(server, account)
            self.scheduled(server, on=NOW + datetime.timedelta(days=201))
            self.assertEqual(self.asked_about(server, account), 0)


if __name__ == "__main__":
    unittest.main()
