# SPDX-License-Identifier: MIT
"""Faults of the page: its text as JSON, its envelope, where it leads. Names as in docs/faults.md."""

import datetime
import json
import unittest

from account_model import LEGS, NOW, Model, sid
from fault_server import FaultServer, Reply, page_edit, text_edit
from mirror_checks import SINCE, FaultTest

LATE = "2026-02-01"
# The first page of the window without an upper bound.
NEWEST = {"where": lambda request: request.is_first_page and "StartTime<" not in request.query}


class Pages(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)
        self.parent = self.model.parent
        self.number = 0

    def one(self, fault, expect, *, kind="calls", times=None, page_size=20, words=(), since=LATE,
            where=lambda request: True, skip=0):
        """One run into a file of its own. :returns: the finished program, the server's requests"""
        self.number += 1
        self.mirror = self.folder / f"mirror{self.number}.db"
        with FaultServer(self.model, page_size=page_size) as server:
            injection = server.inject(kind, fault, times=times, where=where, skip=skip)
            result = self.run_sync(server, since=since, expect=expect)
            self.assertGreater(injection["hits"], 0)
            for word in words:
                self.assertIn(word, result.stderr)
            return result, server.requests

    def stored(self, call):
        rows = self.query("select * from calls where sid = ?", call["sid"])
        return rows[0] if rows else None

    def newest(self):
        return max((c for c in self.parent.calls if c["status"] == "completed"),
                   key=lambda c: self.expected_calls([self.parent])[c["sid"]][2])

    def test_a_row_that_slips_through_while_paging_is_found(self):
        """Calls deleted between two pages move the others up by a place: one is on no page."""
        billed = sorted((c for c in self.parent.calls if c["status"] == "completed" and c["price"]
                         and self.expected_calls([self.parent])[c["sid"]][2] < "2026-02-20"
                         and self.expected_calls([self.parent])[c["sid"]][2] >= LATE),
                        key=lambda c: c["sid"])
        lost = billed[0]["sid"]
        times = []

        def lose(page, _):
            rows = [call for call in page["calls"] if call["sid"] != lost]
            if len(rows) < len(page["calls"]) and not times:
                times.append("once")
                page["calls"] = rows

        _, requests = self.one(page_edit(lose), 0)
        self.assertEqual(times, ["once"])
        self.assertIsNotNone(self.stored({"sid": lost}))
        self.assertEqual(self.query("select * from discrepancy_causes where cause = 'never_in_log'"), [])
        listed = [r.target for r in requests if r.kind == "calls"]
        with FaultServer(self.model, page_size=20) as server:  # asked once more, and not for ever
            self.run_sync(server, since=LATE)
            self.assertLess(len([r for r in server.requests if r.kind == "calls"]), len(listed))

    # The text -----------------------------------------------------------------------------------

    def test_byte_order_mark(self):
        """A28"""
        self.one(text_edit(lambda body: b"\xef\xbb\xbf" + body), 0)
        self.assertIsNotNone(self.stored(self.newest()))

    def test_what_is_not_json(self):
        """A27 A29 A30"""
        for change in (lambda b: b.decode().encode("utf-16-le"),
                       lambda b: b"\xfe\xff" + b.decode().encode("utf-16-be"),
                       lambda b: b + b" {}", lambda b: b[:-1] + b",}",
                       lambda b: b"/* calls */" + b, lambda b: b.replace(b'"', b"'"),
                       lambda b: b[:len(b) // 3], lambda b: b[:b.rindex(b"}") - 1] + b"}",
                       lambda b: b"[" * 1_000_000):
            self.one(text_edit(change), 7)
            self.assertLessEqual({row[1] for row in self.stored_calls().values()}, {"queued"})
        # Usage is read all the same, and the calls come with the next run.
        with FaultServer(self.model) as server:
            self.run_sync(server)
        self.check_calls([self.parent])

    def test_a_row_that_breaks_the_grammar_blocks_nothing(self):
        """A31 A32 A33 A34"""
        call = self.newest()
        mark = "�"
        for raw, kept in ((b"Jos\xff", "Jos" + mark), (b"\xc0\x80", mark * 2),
                          (b"\xed\xa0\x80", mark * 3), (b"\\ud800", mark), (b"\\u0000", mark),
                          (b"a\tb", "a\tb"), (b"\\q", mark + "q")):
            def change(body, raw=raw):
                at = body.index(call["sid"].encode())
                place = body.index(b'"caller_name": ', at) + len(b'"caller_name": ')
                end = body.index(b", \"forwarded_from\"", place)
                return body[:place] + b'"' + raw + b'"' + body[end:]
            self.one(text_edit(change), 0, **NEWEST)
            self.assertEqual(self.stored(call)["caller_name"], kept, raw)
            self.assertTrue(self.warnings(), raw)
            expected = {s: row for s, row in self.expected_calls([self.parent]).items()
                        if not row[2] or row[2] >= LATE}
            self.assertLessEqual(set(expected), set(self.stored_calls()))

    def test_nesting_without_end(self):
        """A35"""
        self.one(Reply(b'{"calls": ' + b"[" * 1_000_000), 7)
        self.one(page_edit(lambda page, _: page["calls"][0].update(
            hops=json.loads("[" * 200 + "]" * 200))), 7, words=["nested deeper than 32"])

    def test_numbers_beyond_all_bounds(self):
        """A36 A37, and the NaN of A30"""
        call = self.newest()
        for text in (b"1e999", b"-1e999", b"NaN", b"Infinity", b"18446744073709551615",
                     b"-9223372036854775809", b"9" * 40, b"1e300", b"-1"):
            def change(body, text=text):
                at = body.index(call["sid"].encode())
                place = body.index(b'"duration": ', at) + len(b'"duration": ')
                return body[:place] + text + body[body.index(b",", place):]
            self.one(text_edit(change), 3, **NEWEST)
            self.assertIsNone(self.stored(call))
            self.assertEqual([row["sid"] for row in self.query("select sid from quarantine")],
                             [call["sid"]])
        # It can be read after all: it leaves the quarantine.
        with FaultServer(self.model) as server:
            self.run_sync(server, since=LATE)
        self.assertIsNotNone(self.stored(call))
        self.assertEqual(self.query("select * from quarantine"), [])

    def test_rows_with_odd_members(self):
        """A38 A39"""
        call = self.newest()

        def insert(text):
            def change(body):
                at = body.index(b'{"sid": "' + call["sid"].encode())
                return body[:at + 1] + text + b", " + body[at + 1:]
            return text_edit(change)
        for text in (b'"sid": "CA%s"' % (b"0" * 32), b'"status": "failed"', b'"new": 1, "new": 2',
                     b'"new": "' + b"x" * 1_000_000 + b'"'):
            self.one(insert(text), 3, **NEWEST)
            self.assertEqual(len(self.query("select * from quarantine")), 1)
            self.assertLess(len(self.query("select raw from quarantine")[0]["raw"]), 66_000)
            self.assertGreater(len(self.stored_calls()), 5)
        many = b", ".join(b'"n%d": 0' % n for n in range(100_000))
        self.one(insert(many), 0, **NEWEST)
        fields = self.query("select unknown_fields from sync_runs")[0]["unknown_fields"]
        self.assertLess(len(fields), 20_000)

    # The envelope -------------------------------------------------------------------------------

    def test_what_is_no_page(self):
        """A40 A41"""
        for body in ("[]", "null", "3", "{}", '{"calls": null, "next_page_uri": null}',
                     '{"calls": {}, "next_page_uri": null}', '{"calls": "x", "next_page_uri": null}'):
            self.one(Reply(body), 7)
            self.assertEqual(self.query("select * from sync_windows where resource = 'calls'"
                                        " and state = 'complete'"), [])
        self.one(Reply('{"usage_records": {}, "next_page_uri": null}'), 7, kind="monthly")
        self.assertTrue(self.stored_calls())  # what usage is like does not keep calls from coming

    def test_empty_pages(self):
        """A42"""
        def empty(page, request):
            page["calls"] = []
            number = int(request.query.get("Turn", 0)) + 1
            page["next_page_uri"] = request.target.split("&Turn=")[0] + f"&Turn={number}"
        self.one(page_edit(empty), 7, words=["without a new row"])

        # One empty page on the way is legal: here it comes before the first.
        def prefixed(request, reply):
            return Reply(json.dumps({"calls": [], "next_page_uri": request.target + "&Again=1"}))
        self.one(prefixed, 0, where=lambda r: r.is_first_page and "Again" not in r.query)
        self.assertIsNotNone(self.stored(self.newest()))

    def test_next_page_that_is_missing_or_none(self):
        """A43"""
        self.one(page_edit(lambda page, _: page.pop("next_page_uri")), 7)
        for value in (3, {}, True):
            self.one(page_edit(lambda page, _: page.update(next_page_uri=value)), 7)

        def ended(page, _):
            page["next_page_uri"] = page["next_page_uri"] or ""
        self.one(page_edit(ended), 0)
        self.assertIn("next_page_uri", self.warnings())

    def test_pages_that_lead_in_circles(self):
        """A44"""
        def itself(page, request):
            page["next_page_uri"] = request.target

        def circle(page, request):
            first = request.target.split("&Turn=")[0]
            page["next_page_uri"] = first + ("&Turn=2" if "Turn=1" in request.target else "&Turn=1")

        def endless(page, request):
            number = int(request.query.get("Turn", 0)) + 1
            page["next_page_uri"] = request.target.split("&Turn=")[0] + f"&Turn={number}"
        for fault in (itself, circle):
            self.one(page_edit(fault), 7, words=["lead back"])
        _, requests = self.one(page_edit(endless), 7, words=["without a new row"])
        self.assertLess(len(requests), 80)

    def test_next_pages_elsewhere(self):
        """A45 A46: the evil origin gets no request, nor does anything else (see run_sync)."""
        with FaultServer(self.model) as server:
            me, other = self.parent.sid, self.model.accounts[1].sid
            places = [server.evil + "/x", server.evil.removeprefix("http:") + "/x",
                      server.url.replace("http://", "http://good@") + "/x",
                      server.url.replace("http://", "http://user:pw@") + "/x",
                      "http://localhost" + server.url[16:] + "/x", "ftp://127.0.0.1/x",
                      "file:///etc/passwd", server.url.upper() + "/x", "\\\\evil", "/x\r\nHost: evil",
                      "/" + "x" * 9000, "//evil.example/x", "http://[::1]/x", "x.json?Page=1",
                      f"/2010-04-01/Accounts/{other}/Calls.json",
                      f"/2010-04-01/Accounts/{me}/../{other}/Calls.json",
                      f"/2010-04-01/Accounts/{me}/%2e%2e/{other}/Calls.json",
                      f"/2010-04-01/Accounts/{me}/Calls/../../x.json"]
            server.inject("calls", page_edit(
                lambda page, _: page.update(next_page_uri=places[self.number])), times=None,
                where=lambda r: "StartTime<" not in r.query)
            for self.number, place in enumerate(places):
                server.requests.clear()
                result = self.run_sync(server, since=LATE, expect=7)
                self.assertIn("not followed", result.stderr, place)
                self.assertTrue(all(r.kind != "other" and r.path.count(other) == 0
                                    for r in server.requests), place)

    def test_next_page_in_full_on_the_same_origin(self):
        """A47"""
        with FaultServer(self.model, page_size=5) as server:
            def absolute(page, _):
                page["next_page_uri"] = page["next_page_uri"] and server.url + page["next_page_uri"]
            server.inject("*", page_edit(absolute), times=None,
                          where=lambda r: r.kind in ("calls", "monthly", "daily"))
            self.run_sync(server)
            self.check_calls([self.parent])

    def test_next_page_without_the_filter(self):
        """A48"""
        def unfiltered(page, request):
            if page["next_page_uri"] and request.is_first_page:
                page["next_page_uri"] = f"{request.path}?PageSize=5&PageToken=PA{page['calls'][-1]['sid']}"
        self.one(page_edit(unfiltered), 0, page_size=5)
        outside = self.query("select sum(out_of_window) as n from sync_windows")[0]["n"]
        self.assertGreater(outside, 0)
        self.check_calls([self.parent])
        covered = self.query("select min(from_date) as day from sync_windows where resource = 'calls'")
        self.assertEqual(covered[0]["day"], LATE)

    def test_answers_to_other_questions(self):
        """A90: a cache that looks at the path alone."""
        self.model = Model(calls=0)
        self.parent = self.model.parent
        for number in range(3000):
            self.parent.add_call(number, LEGS[0], NOW - datetime.timedelta(minutes=25 * number), 60)
        with FaultServer(self.model, page_size=1000, usage_page_size=1000) as server:
            for kind in ("calls", "daily"):
                first = {}

                def remembered(request, reply):
                    return first.setdefault(request.path, Reply(reply.body))
                cache = server.inject(kind, remembered, times=None, where=lambda r: r.is_first_page)
                result = self.run_sync(server, expect=7)
                self.assertIn("what was asked for", result.stderr)
                cache["times"] = 0
                self.run_sync(server)
                self.check_calls([self.parent])
                self.check_usage(self.model, [self.parent])
                self.mirror = self.folder / "another.db"

    def test_counters_do_not_matter(self):
        """A49"""
        def odd(page, _):
            page.update(page_size="0", start=-1, page={})
            page.pop("end")
        self.one(page_edit(odd), 0, kind="*", since=SINCE,
                 where=lambda r: r.kind in ("calls", "queued", "monthly", "daily"))
        self.check_calls([self.parent])
        self.check_usage(self.model, [self.parent])

    def test_one_broken_row_is_put_aside(self):
        """Beyond the list: a row whose own structure is broken ends neither page nor window."""
        call = self.newest()
        for text in (b'"Joe "the" Smith"', b"undefined", b'"no end'):
            def change(body, text=text):
                at = body.index(call["sid"].encode())
                place = body.index(b'"caller_name": ', at) + len(b'"caller_name": ')
                return body[:place] + text + body[body.index(b',', place):]
            self.one(text_edit(change), 3, **NEWEST)
            aside = self.query("select raw from quarantine")
            self.assertEqual(len(aside), 1)
            self.assertIn(call["sid"], aside[0]["raw"])
            self.assertGreater(len(self.stored_calls()), 5)
            self.assertIsNone(self.stored(call))

    def test_one_broken_page_keeps_no_other_window_from_being_read(self):
        """Nor does a page that is none keep other windows, or usage, from being read."""
        with FaultServer(self.model) as server:
            self.run_sync(server, since="2026-03-09")
            server.inject("calls", Reply('{"calls": nonsense}'), times=None, **NEWEST)
            for _ in range(2):
                self.run_sync(server, expect=7)
                older = {sid: row for sid, row in self.expected_calls([self.parent]).items()
                         if row[2] and row[2] < "2026-03-01"}
                self.assertLessEqual(set(older), set(self.stored_calls()))
                self.check_usage(self.model, [self.parent])
                state = {row["month"]: row["state"] for row in self.query(
                    "select * from monthly_discrepancies where category = 'calls-sip-inbound'")}
                self.assertNotIn(state["2026-01"], ("pending", "not comparable"))


if __name__ == "__main__":
    unittest.main()
