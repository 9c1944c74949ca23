# SPDX-License-Identifier: MIT
"""Subaccounts that fail keep no other from being read. Names as in docs/faults.md."""

import unittest

from account_model import Model
from fault_server import FaultServer, Raw, error
from mirror_checks import FaultTest


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


if __name__ == "__main__":
    unittest.main()
