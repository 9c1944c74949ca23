# SPDX-License-Identifier: MIT
"""What one bad answer leaves behind: the runs after it. Names as in docs/faults.md."""

import datetime
import json
import unittest

from account_model import LEGS, NOW, Model, rfc2822
from fault_server import FaultServer, Reply, page_edit
from mirror_checks import SINCE, FaultTest

OLD = "2026-02-20"  # before the look-back


class LaterRuns(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)
        self.parent = self.model.parent

    def calls_of(self, first, last="2026-03-10"):
        """Completed calls with a price whose start lies on [first, last), oldest first."""
        expected = self.expected_calls([self.parent])
        return sorted((c for c in self.parent.calls if c["status"] == "completed" and c["price"]
                       and first <= expected[c["sid"]][2] < last),
                      key=lambda c: expected[c["sid"]][2])

    def one(self, sql, *values):
        return next(iter(self.query(sql, *values)[0].values()))

    # Times that are wrong -----------------------------------------------------------------------

    def test_a_date_updated_to_come_freezes_no_row(self):
        """A78"""
        call = self.calls_of("2026-03-05")[0]
        right = dict(call)
        for ahead in (datetime.timedelta(days=3652), datetime.timedelta(days=2)):
            self.mirror = self.folder / f"ahead{ahead.days}.db"
            with FaultServer(self.model) as server:
                call.update(right, date_updated=rfc2822(NOW + ahead), price="-9.00000")
                self.assertEqual(self.codes(server, 1), [0])
                self.assertIn("date_updated", self.warnings())
                call.update(right)
                self.assertEqual(self.codes(server, 1), [0])
                self.check_calls([self.parent])

    def test_one_wrong_clock_poisons_nothing(self):
        """A79"""
        for name, ahead in (("ahead", 1096), ("behind", -1096)):
            self.mirror = self.folder / f"{name}.db"
            with self.subTest(name), FaultServer(self.model) as server:
                wrong = rfc2822(NOW + datetime.timedelta(days=ahead)).replace("+0000", "GMT")
                server.inject("account", lambda _, reply: Reply(
                    reply.body, 200, {"Date": wrong}))
                result = self.run_sync(server)
                self.assertIn("note: the server's clock says", result.stdout)
                self.assertIn("clock", self.warnings())
                self.check_calls([self.parent])
                self.assertEqual(self.one("select synced_until from accounts"), "2026-03-10")

    def test_a_period_that_begins_in_the_future_is_forgotten(self):
        """A79"""
        options = ("sync", "--base-url")
        with FaultServer(self.model) as server:
            server.model.now = NOW + datetime.timedelta(days=1096)
            self.calltally(*options, server.url, environment=server.environment())
            self.assertEqual(self.query("select * from calls where start_time is not null"), [])
            server.model.now = NOW
            self.calltally(*options, server.url, environment=server.environment())
            self.check_calls([self.parent])
            self.assertEqual(
                self.query("select synced_since, synced_until from accounts"),
                [{"synced_since": "2025-03-01", "synced_until": "2026-03-10"}])

    # Calls that are gone ------------------------------------------------------------------------

    def queue_a_call(self):
        call = {**self.calls_of(OLD)[-1], "sid": "CA" + "ab" * 16, "status": "queued",
                "start_time": None, "end_time": None, "duration": None, "price": None}
        self.parent.calls.append(call)
        return call

    def test_a_queued_call_that_vanishes_is_missing_and_comes_back(self):
        """A75"""
        with FaultServer(self.model) as server:
            call = self.queue_a_call()
            missing = f"select missing_since is not null from calls where sid = '{call['sid']}'"
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.assertEqual(self.one(missing), 0)
            self.parent.calls.remove(call)
            broken = server.inject("queued", Reply("[]"), times=None)
            self.assertEqual(self.codes(server, 1), [7])
            self.assertEqual(self.one(missing), 0)  # the queue was not seen
            broken["times"] = 0
            self.assertEqual(self.codes(server, 1), [0])
            self.assertEqual(self.one(missing), 1)
            before = len(server.requests)
            self.assertEqual(self.codes(server, 1), [0])
            self.assertNotIn("call", [r.kind for r in server.requests[before:]])
            self.parent.calls.append(call)
            self.assertEqual(self.codes(server, 1), [0])
            self.check_calls([self.parent])

    def test_a_queued_call_that_cannot_be_read_is_there(self):
        """A75"""
        call = self.queue_a_call()
        with FaultServer(self.model, page_size=1) as server:
            self.assertEqual(self.codes(server, 1), [0])
            server.inject("queued", page_edit(
                lambda page, _: [self.break_call(call, row) for row in page["calls"]]), times=None)
            self.assertEqual(self.codes(server, 1), [3])
            self.assertEqual(self.stored_calls("missing_since is not null"), {})
            self.assertEqual(self.query("select * from suspected_calls"), [])

    def test_more_calls_than_a_run_asks_for_may_be_gone(self):
        """A92"""
        self.model = Model(calls=0)
        self.parent = self.model.parent
        for number in range(900):
            start = NOW - datetime.timedelta(hours=3, minutes=5 * number)
            self.parent.add_call(number, LEGS[0], start, 60)
        with FaultServer(self.model, page_size=200) as server:
            self.assertEqual(self.codes(server, 1), [0])
            del self.parent.calls[100:800]
            self.assertEqual(self.codes(server, 1), [7])
            self.assertEqual(self.codes(server, 1, "--accept-shrink"), [0])
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.assertEqual(len(self.stored_calls("missing_since is not null")), 700)
            self.check_calls([self.parent])

    def hide(self, server, call):
        """The listings lack the call, whatever its own address says."""
        return server.inject("calls", page_edit(lambda page, _: page.update(
            calls=[row for row in page["calls"] if row["sid"] != call["sid"]])), times=None)

    def test_a_404_that_is_not_twilio_s_makes_no_call_missing(self):
        """A76"""
        call = self.calls_of("2026-03-05")[0]
        with FaultServer(self.model) as server:
            self.assertEqual(self.codes(server, 1), [0])
            hidden = self.hide(server, call)
            odd = server.inject("call", Reply("<html>Blocked</html>", 404), times=None)
            self.assertEqual(self.codes(server, 2), [7, 7])
            self.assertEqual(self.stored_calls("missing_since is not null"), {})
            # The question stays, also when no re-read asks it any more.
            self.assertEqual(self.codes(server, 1, "--lookback", "0"), [7])
            odd["times"] = hidden["times"] = 0
            self.assertEqual(self.codes(server, 1, "--lookback", "0"), [0])
            self.assertEqual(self.query("select * from suspected_calls"), [])
            self.check_calls([self.parent])

    def test_an_answer_about_another_call_says_nothing(self):
        """A77"""
        call, other = self.calls_of("2026-03-05")[:2]
        with FaultServer(self.model) as server:
            self.assertEqual(self.codes(server, 1), [0])
            hidden = self.hide(server, call)
            for changes in ({"price": "-9.00000"}, {"duration": "x1"}):  # that can be read, or not
                odd = server.inject("call", Reply(json.dumps({**other, **changes})), times=None)
                self.assertEqual(self.codes(server, 1), [7])
                self.assertEqual(self.query("select sid from suspected_calls"),
                                 [{"sid": call["sid"]}])
                odd["times"] = 0
            self.parent.calls.remove(call)
            self.assertEqual(self.codes(server, 1), [0])
            self.assertEqual(set(self.stored_calls("missing_since is not null")), {call["sid"]})
            hidden["times"] = 0
            self.check_calls([self.parent])

    # Rows that could not be read ----------------------------------------------------------------

    def break_call(self, call, row):
        if row["sid"] == call["sid"]:
            row["duration"] = "x1"

    def test_an_unreadable_call_is_asked_for_until_it_can_be_read(self):
        """A73"""
        call = self.calls_of(SINCE, OLD)[0]
        with FaultServer(self.model) as server:
            listed = server.inject("calls", page_edit(
                lambda page, _: [self.break_call(call, row) for row in page["calls"]]), times=None)
            single = server.inject("call", page_edit(
                lambda row, _: self.break_call(call, row)), times=None)
            self.assertEqual(self.codes(server, 3), [3, 3, 3])
            self.assertEqual(single["hits"], 2)
            self.assertEqual(self.stored_calls(f"sid = '{call['sid']}'"), {})
            listed["times"] = single["times"] = 0  # mended
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.check_calls([self.parent])
            self.assertEqual(self.query("select * from quarantine"), [])

    def test_an_unreadable_call_that_is_gone_upstream_ends_the_asking(self):
        """A73"""
        call = self.calls_of(SINCE, OLD)[0]
        with FaultServer(self.model) as server:
            server.inject("calls", page_edit(
                lambda page, _: [self.break_call(call, row) for row in page["calls"]]), times=None)
            self.assertEqual(self.codes(server, 1), [3])
            self.parent.calls.remove(call)
            before = len(server.requests)
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.assertEqual([r.kind for r in server.requests[before:]].count("call"), 1)
            self.assertEqual(self.query("select resource, sid from quarantine"),
                             [{"resource": "calls_gone", "sid": call["sid"]}])

    def lose_the_sid(self, call):
        """A fault: the listings show the call's row without its sid."""
        def edit(page, _):
            for row in page["calls"]:
                if row["sid"] == call["sid"]:
                    row["sid"] = None
        return page_edit(edit)

    def test_a_row_without_a_sid_is_listed_until_it_can_be_read(self):
        """A51"""
        call = self.calls_of(SINCE, OLD)[0]
        with FaultServer(self.model) as server:
            nameless = server.inject("calls", self.lose_the_sid(call), times=None)
            self.assertEqual(self.codes(server, 3), [3, 3, 3])
            self.assertEqual(self.codes(server, 1, "--until", "2026-01-01"), [3])
            self.assertEqual(len(self.query("select * from quarantine")), 1)
            self.assertEqual(self.query("select * from coverage_gaps"), [])
            nameless["times"] = 0  # mended
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.check_calls([self.parent])
            self.assertEqual(self.query("select * from quarantine"), [])
            before = len(server.requests)
            self.assertEqual(self.codes(server, 1), [0])  # and its days rest again
            asked = [r for r in server.requests[before:] if r.kind == "calls"]
            self.assertTrue(all(r.query["StartTime>"] >= "2026-03-01" for r in asked))

    def test_a_row_without_a_sid_that_is_not_listed_any_more_is_let_go(self):
        """A51"""
        call = self.calls_of(SINCE, OLD)[0]
        with FaultServer(self.model) as server:
            server.inject("calls", self.lose_the_sid(call), times=None)
            self.assertEqual(self.codes(server, 2), [3, 3])
            self.parent.calls.remove(call)
            broken = server.inject("calls", Reply("[]"), times=None, skip=1)
            server.injections.reverse()
            self.assertEqual(self.codes(server, 1), [7])  # not all was listed
            broken["times"] = 0
            self.assertEqual(len(self.query("select * from quarantine")), 1)
            self.assertEqual(self.codes(server, 1), [0])
            self.assertEqual(self.query("select * from quarantine"), [])

    def test_a_row_without_a_sid_on_a_page_before_an_interruption_is_listed_again(self):
        """A51"""
        expected = self.expected_calls([self.parent])
        call = max((c for c in self.parent.calls if c["start_time"] and c["status"] == "busy"
                    and expected[c["sid"]][2] < OLD), key=lambda c: expected[c["sid"]][2])
        with FaultServer(self.model, page_size=9) as server:
            nameless = server.inject("calls", self.lose_the_sid(call), times=None)
            self.assertEqual(self.codes(server, 1, "--max-requests", "15"), [10])
            self.assertEqual(self.codes(server, 2, "--max-requests", "8"), [10, 10])
            self.assertEqual(len(self.query("select * from quarantine")), 1)
            self.assertEqual(self.codes(server, 3), [3, 3, 3])
            nameless["times"] = 0  # mended
            self.assertEqual(self.codes(server, 2), [0, 0])
            self.check_calls([self.parent])

    def test_the_plan_has_the_questions_that_come_out_of_the_quarantine(self):
        """Calls by sid, usage of all months, and suspects."""
        call, gone = self.calls_of(SINCE, OLD)[:2]
        with FaultServer(self.model) as server:
            server.inject("calls", page_edit(
                lambda page, _: [self.break_call(call, row) for row in page["calls"]]), times=None)
            self.assertEqual(self.codes(server, 1), [3])
            self.execute(f"insert into suspected_calls values ('{gone['sid']}',"
                         f" '{self.parent.sid}', '2026-03-10 12:00:00')")
            self.execute("insert into quarantine (account_sid, resource, reason, raw,"
                         " first_seen_at, last_seen_at, source)"
                         f" values ('{self.parent.sid}', 'usage_monthly', 'made up', '[]',"
                         " '2026-03-10 12:00:00', '2026-03-10 12:00:00', 'api')")
            before = len(server.requests)
            result = self.run_sync(server, "--plan", "--json")
            plan = json.loads(result.stdout)
            self.assertIn('"single_calls": 2', json.dumps(plan))
            asked = [r.query["StartDate"] for r in server.requests[before:] if r.kind == "monthly"]
            self.assertEqual(min(asked), SINCE)

    def test_calls_that_stay_unpriced_take_few_requests(self):
        """By sid or by listing days, those between them included, whichever takes fewer."""
        self.model = Model(calls=0)
        parent = self.model.parent
        parent.calls, parent.events = [], []
        for number in range(300):
            days, price = (number % 30 + 1, "never") if number < 30 else (number + 30, "rated")
            parent.add_call(number, LEGS[0], NOW - datetime.timedelta(days=days, minutes=number),
                            60, price=price)
        with FaultServer(self.model, page_size=1000, usage_page_size=1000) as server:
            self.assertEqual(self.codes(server, 1), [0])
            self.model.now += datetime.timedelta(days=9)
            before = len(server.requests)
            self.assertEqual(self.codes(server, 1), [0])
            self.assertLessEqual(len(server.requests) - before, 8)


if __name__ == "__main__":
    unittest.main()
