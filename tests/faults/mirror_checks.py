# SPDX-License-Identifier: MIT
"""What the tests of faults share: a run against a fault server, and what must hold after it."""

import datetime
import email.utils
import json

from calltally_tests import BRIEF_RETRIES, MirrorTest

import contract

SINCE = "2025-12-01"


def stored_time(text):
    """RFC 2822 -> the one form that is stored."""
    return text and email.utils.parsedate_to_datetime(text).astimezone(
        datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


class FaultTest(MirrorTest):
    def run_sync(self, server, *options, expect=0, since=SINCE, environment=None):
        """A sync; whatever its exit code, one error line at most and no secret anywhere.

        :param since: None: what a schedule runs, which leaves out accounts that are not due
        """
        period = ("--since", since) if since else ()
        result = self.calltally(
            "sync", "--base-url", server.url, *BRIEF_RETRIES, *period, *options,
            environment=environment or server.environment(), expect=None)
        output = result.stdout + result.stderr
        if result.returncode in (0, 3):
            self.assertEqual(result.stderr, "")
        else:  # one line, with cause and remedy
            self.assertEqual(result.stderr.count("\n"), 1, output)
            self.assertRegex(result.stderr, r"^calltally: error: .+; .+\n$")
        for secret in server.secrets():
            self.assertNotIn(secret, output)
        self.assertNotIn("the-account-s-own-secret", output)
        if self.mirror.exists():
            self.check_sound(server)
        self.assertEqual([r for r in server.requests if r.origin == "evil"], [])
        if expect is not None:
            expected = expect if isinstance(expect, tuple) else (expect,)
            self.assertIn(result.returncode, expected, output)
        return result

    def codes(self, server, count, *options):
        """Of so many runs."""
        return [self.run_sync(server, *options, expect=None).returncode for _ in range(count)]

    def warnings(self):
        """Of the last run."""
        return self.query("select warnings from sync_runs order by run_id desc")[0]["warnings"] or ""

    def check_sound(self, server):
        self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])
        self.assertEqual(self.query("pragma foreign_key_check"), [])
        for name in (self.mirror, self.mirror.with_name(self.mirror.name + "-wal")):
            if name.exists():
                data = name.read_bytes()
                for secret in server.secrets():
                    self.assertNotIn(secret.encode(), data)
                self.assertNotIn(b"the-account-s-own-secret", data)
        twice = self.query("select sid from calls group by sid having count(*) > 1")
        self.assertEqual(twice, [])

    # The mirror against the model -------------------------------------------------------------

    def expected_calls(self, accounts):
        return {call["sid"]: (call["account_sid"], call["status"], stored_time(call["start_time"]),
                              stored_time(call["end_time"]),
                              int(call["duration"]) if call["duration"] else None,
                              contract.micros(call["price"]) if call["price"] else None,
                              call["from"], call["to"], call["direction"])
                for account in accounts for call in account.calls}

    def stored_calls(self, where="missing_since is null"):
        return {row.pop("sid"): tuple(row.values()) for row in self.query(
            "select sid, account_sid, status, start_time, end_time, duration, price_micros,"
            f" from_address, to_address, direction from calls where {where}")}

    def check_calls(self, accounts):
        """The listed calls are exactly the model's."""
        self.maxDiff = 3000
        stored, expected = self.stored_calls(), self.expected_calls(accounts)
        self.assertEqual({sid: stored.get(sid) for sid in expected}, expected)
        self.assertEqual(set(stored) - set(expected), set())

    def check_usage(self, model, accounts, since=SINCE):
        """The stored records are exactly the model's."""
        first, last = datetime.date.fromisoformat(since), model.now.date()
        for account in accounts:
            for grain, granularity in (("Monthly", "monthly"), ("Daily", "daily")):
                expected = {
                    (row["category"], row["start_date"]): (
                        row["count"] and int(row["count"]), contract.micros(row["usage"]),
                        contract.micros(row["price"]))
                    for row in model.usage_rows(account, grain, first, last, None, False)}
                stored = {
                    (row["category"], row["start_date"]): (
                        row["count"], row["usage_micros"], row["price_micros"])
                    for row in self.query(
                        "select * from usage_records where account_sid = ? and granularity = ?"
                        " and includes_subaccounts = 0", account.sid, granularity)}
                if granularity == "monthly" and account.events:
                    self.assertEqual(stored, expected, account.name)
                else:  # by day, only what stands for calls is asked for
                    self.assertEqual({key: expected.get(key) for key in stored}, stored,
                                     (account.name, granularity))

    def check_cells(self, model, accounts, since=SINCE):
        """Every cell of the comparison is what the contract makes of the model's rows."""
        self.maxDiff = 3000
        first, last = datetime.date.fromisoformat(since), model.now.date()
        columns = ("log_calls", "billed_calls", "log_microseconds", "log_price_micros",
                   "usage_count", "usage_microseconds", "usage_price_micros", "price_unit")
        checked = 0
        for account in accounts:
            usage = contract.AccountUsage(
                model.usage_rows(account, "Daily", first, last, None, False),
                model.usage_rows(account, "Monthly", first, last, None, False), first, last)
            if not account.events:
                usage = contract.AccountUsage([], [], first, last)
            for relation, period in (("monthly_discrepancies", "month"),
                                     ("daily_discrepancies", "date")):
                stored = {}
                for row in self.query(f"select * from {relation} where account_sid = ?",
                                      account.sid):
                    stored.setdefault(row[period], {})[row["category"]] = {
                        name: row[name] for name in columns}
                periods = sorted(stored)
                self.assertTrue(periods or not account.calls, account.name)
                for each in periods:
                    expected = contract.cells(account.calls, usage, each[:7],
                                              each if period == "date" else None)
                    if period == "date":  # only days with something on either side are stored
                        expected = {name: expected[name] for name in stored[each]
                                    if name in expected}
                    nothing = stored[each].get(contract.UNMAPPED)
                    if nothing and not nothing["log_calls"]:  # its calls went missing since
                        expected.setdefault(contract.UNMAPPED, nothing)
                    for name in set(expected) | set(stored[each]):
                        self.assertEqual(stored[each].get(name), expected.get(name),
                                         (account.name, each, name))
                        checked += 1
        return checked

    def summary(self, *arguments):
        return json.loads(arguments[0].stdout)
