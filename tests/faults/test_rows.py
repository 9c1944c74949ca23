# SPDX-License-Identifier: MIT
"""Odd rows, one by one: kept as they are, kept and counted, or put aside. Names as in docs/faults.md."""

import datetime
import json
import unittest

from account_model import LEGS, NOW, Model, rfc2822, sid
from fault_server import FaultServer, page_edit
from mirror_checks import FaultTest

LATE = "2026-03-09"
MISSING = object()


class Rows(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=12)
        self.parent = self.model.parent
        self.template = self.parent.add_call(
            1, LEGS[0], NOW - datetime.timedelta(hours=30), 61)
        self.parent.calls.remove(self.template)

    def mirror_rows(self, rows, expect):
        """Appends rows to the first page of the newest window."""
        with FaultServer(self.model, page_size=1000) as server:
            server.inject("calls", page_edit(lambda page, _: page["calls"].extend(rows)),
                          where=lambda r: "StartTime<" not in r.query)
            self.run_sync(server, since=LATE, expect=expect)

    def rows_with(self, field, values):
        rows = []
        for number, value in enumerate(values):
            row = {**self.template, "sid": sid("CA", 0xABC000 + number), field: value}
            if value is MISSING:
                row.pop(field)
            rows.append(row)
        return rows

    def check_field(self, field, kept, refused=(), column=None):
        """:param kept: (value, stored value) pairs"""
        values = [value for value, _ in kept]
        rows = self.rows_with(field, [*values, *refused])
        self.mirror_rows(rows, 3 if refused else 0)
        stored = {row["sid"]: row for row in self.query("select * from calls")}
        for row, (value, expected) in zip(rows, kept):
            self.assertIn(row["sid"], stored, (field, value))
            self.assertEqual(stored[row["sid"]][column or field], expected, (field, value))
        put_aside = {row["sid"]: row["reason"] for row in self.query("select * from quarantine")}
        bad = {row["sid"] for row in rows[len(kept):]}
        self.assertEqual(bad & set(stored), set())
        self.assertEqual(set(put_aside) & {r["sid"] for r in rows}, bad)
        for reason in put_aside.values():
            self.assertIn(field, reason)
        return stored

    def test_rows_that_are_no_objects(self):
        """A50"""
        self.mirror_rows([None, "x", [], 7, [{"sid": 1}]], 3)
        self.assertEqual(len(self.query("select * from quarantine")), 5)

    def test_sids(self):
        """A51"""
        bad = ["", None, 3, "CA" + "0" * 31, "SM" + "0" * 32, "ca" + "0" * 32, "CA" + "g" * 32,
               "CA" + "0" * 31 + "\0", "CA" + "0" * 33]
        rows = [{**self.template, "sid": value} for value in bad]
        rows.append({name: value for name, value in self.template.items() if name != "sid"})
        self.mirror_rows(rows, 3)
        self.assertEqual(len(self.query("select * from quarantine")), len(rows))

    def test_one_call_twice(self):
        """A52 A53 A59"""
        def version(number, minutes, **changes):
            return {**self.template, "sid": sid("CA", number),
                    "date_updated": rfc2822(NOW + datetime.timedelta(minutes=minutes)), **changes}
        self.mirror_rows([
            version(1, 0), version(1, 0),                                    # equal
            version(2, 5, price="-0.02000"), version(2, 0, price="-0.01000"),  # the newer is first
            version(3, 0, price="-0.01000"), version(3, 0, price="-0.03000"),  # as old: the later
            version(4, 9), version(4, 0, status="in-progress", duration=None),  # from the past
            version(5, 0), version(5, 9, status="in-progress", duration=None),  # taken up again
            version(6, 0, price="-0.04000"), version(6, 0, price=None),
        ], 0)
        stored = {int(row["sid"][2:], 16): (row["status"], row["price_micros"])
                  for row in self.query("select * from calls") if int(row["sid"][2:], 16) < 10}
        self.assertEqual(stored, {
            1: ("completed", -17000), 2: ("completed", -20000), 3: ("completed", -30000),
            4: ("completed", -17000), 5: ("in-progress", -17000), 6: ("completed", -40000)})
        self.assertGreater(self.query("select sum(duplicates) as n from sync_windows")[0]["n"], 0)
        changed = {(int(row["sid"][2:], 16), row["field"]) for row in self.query(
            "select sid, field from call_changes")}
        self.assertLessEqual({(3, "price_micros"), (5, "status")}, changed)
        self.assertEqual({number for number, _ in changed}, {3, 5})

    def test_rows_of_another_account(self):
        """A54"""
        self.check_field("account_sid", [(None, self.parent.sid), (MISSING, self.parent.sid)],
                         [self.model.accounts[1].sid, "AC1", 7, ""])

    def test_durations(self):
        """A55 A56"""
        self.check_field(
            "duration",
            [("61", 61), (61, 61), (None, None), ("", None), ("0", 0), (4294967296, 4294967296),
             ("90000", 90000), ("61.0", 61)],
            ["-5", -5, "61.5", 1.5, "abc", "1e3", "0x10", " 61 ", "６１", True, [],
             "9223372036854775808", 1e300])
        self.assertIn("duration above 24 hours", self.warnings())

    def test_statuses(self):
        """A57"""
        self.check_field("status", [(word, word) for word in
                                    ("voicemail", "Completed", "in_progress", "'; DROP TABLE calls;--")],
                         [None, "", MISSING, ["completed"]])
        self.assertIn("unknown status 'voicemail'", self.warnings())

    def test_directions_and_answerers(self):
        """A58"""
        self.check_field("direction", [("sideways", "sideways"), (None, None), (MISSING, None),
                                       ("", "")], [{}])
        self.assertIn("unknown direction 'sideways'", self.warnings())
        self.mirror = self.folder / "answerers.db"
        self.check_field("answered_by", [("ghost", "ghost"), ("", ""), (None, None)])
        self.assertIn("unknown answered_by 'ghost'", self.warnings())

    def test_times(self):
        """A60 A61 A62 A63 A64"""
        self.check_field(
            "start_time",
            [("Mon, 09 Mar 2026 10:00:00 +0000", "2026-03-09 10:00:00"),
             ("Mon, 09 Mar 2026 03:00:00 -0700", "2026-03-09 10:00:00"),
             ("Mon, 09 Mar 2026 10:00:00 GMT", "2026-03-09 10:00:00"),
             ("9 Mar 2026 10:00:00 UT", "2026-03-09 10:00:00"),
             ("Fri, 09 Mar 2026 10:00:00 Z", "2026-03-09 10:00:00"),
             ("Mon, 09 Mar 2026 05:00:00 EST", "2026-03-09 10:00:00"),
             ("Mon, 09 Mar 2026 23:59:60 +0000", "2026-03-09 23:59:59"),
             ("Fri, 31 Dec 9999 23:59:58 +0000", "9999-12-31 23:59:58"),
             ("Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01 00:00:00"),
             (rfc2822(NOW + datetime.timedelta(days=1)), "2026-03-11 12:00:00"),
             (None, None), ("", None)],
            ["Mon, 09 Mar 26 10:00:00 +0000", "Tue, 31 Feb 2026 10:00:00 +0000",
             "Mon, 09 Mar 2026 25:00:00 +0000", "Mon, 09 Mar 2026 24:00:00 +0000",
             "Mon, 09 Mar 2026 10:00:00 +9999", "Mo, 09 Mär 2026 10:00:00 +0000", 1773050400,
             "2026-03-09T10:00:00Z", "Wed, 31 Dec 1969 23:59:59 +0000",
             "Sat, 01 Jan 10000 00:00:00 +0000", "Thu, 01 Jan 0000 00:00:00 +0000",
             "Thu, 01 Jan -001 00:00:00 +0000"])
        for word in ("wrong weekday", "zone by name", "leap second", "far in the future",
                     "end_time before start_time"):
            self.assertIn(word, self.warnings())

    def test_prices(self):
        """A65"""
        self.check_field(
            "price",
            [("-0.01300", -13000), ("0", 0), ("0.00750", 7500), ("-0", 0), (None, None), ("", None),
             (-0.013, -13000), (2192.848550, 2192848550), ("1e-3", 1000)],
            ["1,234.5", "$0.01", "NaN", "Infinity", "1" * 60, "0.01 USD", "-.5", "1.", "0.0000001"],
            "price_micros")

    def test_currencies(self):
        """A66"""
        self.check_field("price_unit", [("usd", "USD"), ("USD", "USD"), ("EUR", "EUR"),
                                        ("JPY", "JPY"), (None, None), ("US", "US"), ("XXX", "XXX"),
                                        ("💲", "💲")])
        self.assertIn("price without price_unit", self.warnings())
        # What is in several currencies is never added up.
        mixed = self.query("select * from monthly_discrepancies where price_unit = 'mixed'")
        self.assertTrue(mixed)
        for row in mixed:
            self.assertEqual((row["log_price"], row["usage_price"], row["price_difference_micros"]),
                             (None, None, None))

    def test_addresses(self):
        """A67"""
        for field, column in (("to", "to_address"), ("from", "from_address")):
            self.mirror = self.folder / f"{field}.db"
            self.check_field(field, [(text, text) for text in (
                "sip:a@b.example;x=1", "client:alice", "88202", "anonymous", "+266696687", "", None,
                "x" * 5000, "🙂\u202eabc", "'; DROP TABLE calls;--", "=cmd|'/c calc'!A1",
                "two\nlines", "\"quoted\"", "sim:DE1", "whatsapp:+1")], [[], True], column)

    def test_parents(self):
        """A68"""
        one, two = sid("CA", 0xABC000), sid("CA", 0xABC001)
        self.check_field("parent_call_sid", [(one, one), (two, two), (sid("CA", 77), sid("CA", 77)),
                                             ("", ""), (None, None)])
        for view in self.query("select name from sqlite_master where type = 'view'"):
            self.query(f"select * from {view['name']}")  # none runs for ever

    def test_queue_times_and_new_fields(self):
        """A69"""
        self.check_field("queue_time", [("1000", 1000), (-1, None), (None, None), ("1.5", None),
                                        (6000, 6000)])
        self.mirror = self.folder / "new.db"
        self.check_field("telepathy", [("1", 61), ({"a": 1}, 61)], column="duration")
        fields = self.query("select unknown_fields from sync_runs")[0]["unknown_fields"]
        self.assertIn("telepathy=2", fields)
        # Renamed: every row would be misread.
        self.mirror = self.folder / "renamed.db"

        def renamed(page, _):
            for row in page["calls"]:
                row["caller"] = row.pop("from")
        with FaultServer(self.model) as server:
            server.inject("calls", page_edit(renamed), times=None)
            result = self.run_sync(server, expect=7, since="2025-12-01")
            self.assertIn("'from'", result.stderr)

    # Usage --------------------------------------------------------------------------------------

    def mirror_usage(self, rows, expect, kind="monthly"):
        """Appends rows to the first page of a usage listing."""
        with FaultServer(self.model) as server:
            server.inject(kind, page_edit(lambda page, _: page["usage_records"].extend(rows)),
                          where=lambda r: r.query.get("IncludeSubaccounts") == "false")
            self.run_sync(server, since="2026-02-01", expect=expect)

    def usage_row(self, **changes):
        return {"account_sid": self.parent.sid, "category": "calls-imaginary",
                "description": "Imaginary", "start_date": "2026-02-01", "end_date": "2026-02-28",
                "count": "3", "count_unit": "calls", "usage": "12.5", "usage_unit": "minutes",
                "price": "0.02550", "price_unit": "usd", "as_of": "2026-03-10T12:00:00+00:00",
                **changes}

    def test_categories(self):
        """A70"""
        self.mirror_usage([self.usage_row(), self.usage_row(category=None),
                           self.usage_row(category="x" * 10_000), self.usage_row(category="")], 3)
        self.assertEqual(self.query("select kind from usage_categories where category = 'calls-imaginary'"),
                         [{"kind": "unknown"}])
        self.assertEqual(len(self.query("select * from quarantine where resource like 'usage%'")), 3)
        self.assertTrue(self.query("select * from unmapped_usage where category = 'calls-imaginary'"))

    def test_usage_numbers(self):
        """A71"""
        self.mirror_usage([
            self.usage_row(category="a", price=0.0255, count=3, usage=12.5),
            self.usage_row(category="b", count=None, count_unit="", usage="-1.5", price="-0.1"),
            self.usage_row(category="c", count="", usage=None, price=None, price_unit=None,
                           as_of=None)], 0)
        stored = {row["category"]: (row["count"], row["usage_micros"], row["price_micros"])
                  for row in self.query("select * from usage_records where category in ('a','b','c')")}
        self.assertEqual(stored, {"a": (3, 12_500_000, 25_500), "b": (None, -1_500_000, -100_000),
                                  "c": (None, None, None)})

    def test_usage_days(self):
        """A72"""
        self.mirror_usage([
            self.usage_row(category="backwards", start_date="2026-02-28", end_date="2026-02-01"),
            self.usage_row(category="no-day", start_date="2026-02-30"),
            self.usage_row(category="years", start_date="2013-01-22"),
            self.usage_row(category="twice", count="1", as_of="2026-03-10T12:00:05+00:00"),
            self.usage_row(category="twice", count="2", as_of="2026-03-10T12:00:04+00:00"),
        ], 3)
        self.assertEqual(len(self.query("select * from quarantine")), 3)
        self.assertEqual(self.query("select count from usage_records where category = 'twice'"),
                         [{"count": 1}])
        # A record older than the stored one changes nothing; a newer one does.
        for seconds, count, expected in ((-60, "9", 1), (60, "7", 7)):
            as_of = (NOW + datetime.timedelta(seconds=seconds)).isoformat()
            self.mirror_usage([self.usage_row(category="twice", count=count, as_of=as_of)], 0)
            self.assertEqual(
                self.query("select count from usage_records where category = 'twice'"),
                [{"count": expected}])

    def test_accounts_that_cannot_be_read(self):
        """A subaccount whose row is none is no account less without a word."""
        with FaultServer(self.model) as server:
            server.inject("accounts", page_edit(
                lambda page, _: page["accounts"][1].update(sid="AC-not-one")))
            self.run_sync(server, "--subaccounts", since=LATE, expect=3)
            rows = self.query("select * from quarantine where resource = 'accounts'")
            self.assertEqual(len(rows), 1)
            self.assertNotIn("secret", json.dumps(rows))
            self.run_sync(server, "--subaccounts", since=LATE)  # it can be read now
            self.assertEqual(self.query("select * from quarantine"), [])
            server.inject("accounts", page_edit(lambda page, _: page.pop("accounts")), times=None)
            self.run_sync(server, "--subaccounts", since=LATE, expect=7)
            self.assertTrue(self.stored_calls())


if __name__ == "__main__":
    unittest.main()
