# SPDX-License-Identifier: MIT
"""Runs while a month goes by: what they leave is what one run at the end would have read."""

import datetime
import email.utils
import unittest

from account_model import NOW, UTC, Model
from fault_server import FaultServer
from mirror_checks import FaultTest


class RunAfterRun(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)
        self.all = [(account, account.calls, account.events) for account in self.model.accounts]

    def move_to(self, now):
        """The server's clock; what is later has not happened yet."""
        self.model.now = now
        for account, calls, events in self.all:
            account.calls = [call for call in calls if email.utils.parsedate_to_datetime(
                call["start_time"] or call["date_created"]) <= now]
            account.events = [event for event in events if event[0] <= now.date()]

    def test_a_month_read_while_it_went_by_is_compared_as_one_read_at_once(self):
        with FaultServer(self.model) as server:
            for month, day, hour in ((2, 20, 12), (2, 20, 13), (2, 24, 12), (2, 28, 12),
                                     (3, 1, 1), (3, 5, 12), (3, 8, 12)):
                self.move_to(datetime.datetime(2026, month, day, hour, tzinfo=UTC))
                self.run_sync(server, "--subaccounts")
            self.move_to(NOW)
            self.run_sync(server, "--subaccounts")
            went_by = self.contents()
            status = self.query("select month, comparable, reason from month_status"
                                " where month < '2026-03' and not comparable")
            self.assertEqual(status, [])
            self.mirror = self.folder / "at_once.db"
            self.run_sync(server, "--subaccounts")
            at_once = self.contents()
            self.maxDiff = 3000
            for relation, rows in at_once.items():
                self.assertEqual(went_by[relation], rows, relation)


if __name__ == "__main__":
    unittest.main()
