# SPDX-License-Identifier: MIT
"""A server whose pages go by numbers, while rows vanish: none of the others may be passed over.

Names as in docs/faults.md.
"""

import collections
import json
import unittest

from account_model import Model
from fault_server import FaultServer, page_edit
from mirror_checks import FaultTest


class OffsetPaging(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)
        self.parent = self.model.parent
        # An unbilled call, whose absence no usage shows, is the first of the second page.
        expected = self.expected_calls([self.parent])
        started = sorted((row[2], sid) for sid, row in expected.items() if row[2])[::-1]
        self.page_size, self.unbilled = next(
            (place, sid) for place, (_, sid) in enumerate(started)
            if place >= 12 and expected[sid][1] == "busy")

    def served(self, pages_by_number=True):
        return FaultServer(self.model, page_size=self.page_size, usage_page_size=1000,
                           pages_by_number=pages_by_number)

    def vanish(self, server, times, skip=0):
        """The first row of a page is gone once it was read: the next page begins one row lower."""
        def fault(_, reply):
            first = json.loads(reply.body)["calls"][:1]
            self.parent.calls = [call for call in self.parent.calls if call not in first]
            return reply
        return server.inject("calls", fault, times=times, skip=skip,
                             where=lambda r: r.is_first_page)

    def absent(self):
        """Calls of the server's that the mirror lacks."""
        return set(self.expected_calls([self.parent])) - set(self.stored_calls())

    def pages_by_window(self, server):
        return collections.Counter(r.query["StartTime>"] for r in server.requests
                                   if r.kind == "calls")

    def test_a_row_that_moved_to_a_page_already_read_is_found(self):
        """A81"""
        with self.served() as server:
            self.vanish(server, 1)
            self.run_sync(server)
            self.assertEqual(self.absent(), set())

    def test_a_listing_that_goes_on_moving_is_not_believed(self):
        """A81"""
        with self.served() as server:
            moving = self.vanish(server, None)
            result = self.run_sync(server, expect=5)
            self.assertIn("passed over", result.stderr)
            self.assertEqual(moving["hits"], 5)  # readings of one window, and no more
            moving["times"] = 0
            self.run_sync(server)
            self.assertEqual(self.absent(), set())

    def test_an_interrupted_listing_by_numbers_begins_anew(self):
        """A81"""
        with self.served() as server:
            self.run_sync(server)
            first = [r.kind for r in server.requests].index("calls")
            begun = []
            for attempt in range(30):  # which listing of calls is the first is not certain
                self.mirror = self.folder / f"interrupted{attempt}.db"
                self.run_sync(server, "--concurrency", "1", "--max-requests",
                              first + 1 + attempt % 3, expect=10)
                begun = self.query(
                    "select 1 from sync_windows where next_page_uri like '%Page=1%'")
                if begun:
                    break
            self.assertTrue(begun)
            newest = max((c for c in self.parent.calls if c["start_time"]),
                         key=lambda c: self.expected_calls([self.parent])[c["sid"]][2])
            self.parent.calls.remove(newest)
            self.assertNotIn(self.unbilled, self.stored_calls())
            self.run_sync(server)
            self.assertEqual(self.absent(), set())

    def test_rows_that_cannot_be_read_are_rows_of_each_reading(self):
        """A81"""
        def break_rows(page, _):
            for row in page["calls"]:
                if int(row["sid"][2:], 16) % 7 == 0:
                    row["sid"] = None
                elif int(row["sid"][2:], 16) % 7 == 1:
                    row["duration"] = "x1"
        with self.served() as server:
            self.run_sync(server)
            readings = self.pages_by_window(server)
        self.mirror = self.folder / "broken.db"
        with self.served() as server:
            server.inject("calls", page_edit(break_rows), times=None)
            self.run_sync(server, expect=3)
            # Other windows, to look for rows without a sid: none is read more often.
            self.assertLessEqual(max(self.pages_by_window(server).values()), max(readings.values()))
            self.assertGreater(len(self.query("select * from quarantine")), 5)

    def test_pages_by_token_are_read_once(self):
        """A81: and one page by itself cannot move."""
        pages = {}
        for pages_by_number in (False, True):
            self.mirror = self.folder / f"{pages_by_number}.db"
            with self.served(pages_by_number) as server:
                self.run_sync(server)
                pages[pages_by_number] = self.pages_by_window(server)
                self.check_calls([self.parent])
                self.assertEqual(len([r for r in server.requests if r.kind == "monthly"]), 2)
        self.assertGreater(max(pages[False].values()), 2)
        self.assertEqual(pages[True], {window: count if count == 1 else 2 * count
                                       for window, count in pages[False].items()})


if __name__ == "__main__":
    unittest.main()
