# SPDX-License-Identifier: MIT
"""A hostile server, run after run: the mirror ends as exactly the server's own data.

Each seed draws its own faults. CALLTALLY_FAULT_SEEDS=N runs N seeds instead of the few of the short
form; a seed that fails is named, and CALLTALLY_FAULT_FIRST_SEED=S begins with it.
"""

import collections
import datetime
import json
import os
import random
import unittest

from account_model import LEGS, NOW, Model, rfc2822
from fault_server import FaultServer, Raw, Reply, error
from mirror_checks import SINCE, FaultTest

SEEDS = int(os.environ.get("CALLTALLY_FAULT_SEEDS", "2"))
FIRST_SEED = int(os.environ.get("CALLTALLY_FAULT_FIRST_SEED", "1"))
MOST_RUNS = 25
MOST_TRIES = 6  # of one request
MOST_READINGS = 5


class Hostile:
    """Answers with a fault now and then, until it has no more of them."""

    def __init__(self, server, seed, faults):
        self.server, self.draw, self.left = server, random.Random(seed), faults
        self.vanished = set()  # calls deleted while pages were read
        self.counts = collections.Counter()
        self.row_faults = 0  # pages changed in ways that no error shows

    def __call__(self, request, reply):
        if self.left <= 0 or self.draw.random() > 0.3:
            return reply
        name = self.draw.choice([name for name in dir(self) if name.startswith("fault_")])
        changed = getattr(self, name)(request, reply)
        if changed is None:
            return reply
        self.left -= 1
        self.counts[name[6:]] += 1
        return changed

    def edited(self, reply, change):
        if reply.status != 200 or b'"next_page_uri"' not in reply.body:
            return None
        page = json.loads(reply.body)
        name = next(n for n in ("calls", "usage_records", "accounts") if n in page)
        change(page, page[name])
        return Reply(json.dumps(page))

    def fault_429(self, request, reply):
        return error(429, 20429, headers={"Retry-After": self.draw.choice(("0", "", "0.05", "-1"))})

    def fault_429_with_wait(self, request, reply):
        if self.counts["429_with_wait"] >= 1:  # a second each
            return None
        return error(429, 20429, headers={"Retry-After": "1"})

    def fault_500(self, request, reply):
        return error(500, 20500)

    def fault_502(self, request, reply):
        return Reply("<html>Bad gateway</html>", 502, {"Content-Type": "text/html"})

    def fault_503(self, request, reply):
        return error(503, None, headers={"Retry-After": "0"})

    def fault_reset(self, request, reply):
        data = reply.to_bytes(NOW)
        return Raw(data[:self.draw.randrange(len(data))], reset=True)

    def fault_close(self, request, reply):
        data = reply.to_bytes(NOW)
        return Raw(data[:self.draw.randrange(len(data))])

    def fault_truncated(self, request, reply):
        cut = reply.body[:self.draw.randrange(max(1, len(reply.body) - 1))]
        return Raw(b"HTTP/1.1 200 OK\r\n\r\n" + cut)

    def fault_garbage(self, request, reply):
        return Reply(b"{" + self.draw.randbytes(200) + b"}")

    def fault_web_page(self, request, reply):
        return Reply("<!DOCTYPE html><p>Log in")

    def fault_nothing(self, request, reply):
        return Reply("")

    def fault_not_allowed(self, request, reply):
        return error(401, 20003)

    def fault_page_token(self, request, reply):
        return None if request.is_first_page else error(400, 21481)

    def fault_page_gone(self, request, reply):
        return None if request.is_first_page else error(404, 20404)

    def fault_error_in_body(self, request, reply):
        return Reply(json.dumps({"code": 20500, "message": "so sorry"}))

    def fault_foreign_next(self, request, reply):
        if self.counts["foreign_next"] >= 3:
            return None
        place = self.draw.choice((self.server.evil + "/2010-04-01/Accounts/x",
                                  self.server.evil.removeprefix("http:") + "/x",
                                  f"http://{self.server.url[7:]}@{self.server.evil[7:]}/x"))
        return self.edited(reply, lambda page, rows: page.update(next_page_uri=place))

    def fault_looping_next(self, request, reply):
        if self.counts["looping_next"] >= 3:
            return None
        return self.edited(reply, lambda page, rows: page.update(next_page_uri=request.target))

    def fault_rows_twice(self, request, reply):
        return self.edited(reply, lambda page, rows: rows.extend(rows[:3]))

    def fault_rows_shuffled(self, request, reply):
        if request.kind == "calls":  # the token goes after the last row: only the order changes
            return self.edited(reply, lambda page, rows: self.draw.shuffle(rows))
        return None

    def fault_rows_from_before(self, request, reply):
        """Rows of an earlier page once more, as when new calls push all down."""
        calls = [call for call in self.server.model.parent.calls if call["start_time"]]
        if request.kind != "calls" or self.server.model.parent.sid not in request.path:
            return None
        return self.edited(reply, lambda page, rows: page.update(
            calls=self.draw.sample(calls, 2) + rows))

    def fault_rows_vanish(self, request, reply):
        """A row of the page just read is gone before the next one is asked for."""
        if self.counts["rows_vanish"] >= 12 or request.kind != "calls" or reply.status != 200:
            return None
        page = json.loads(reply.body)
        account = self.server.model.find(page["calls"][0]["account_sid"]) if page["calls"] else None
        gone = account and next((call for call in account.calls if page["next_page_uri"]
                                 and call["sid"] == page["calls"][0]["sid"]
                                 and call["status"] != "in-progress"), None)
        if not gone:
            return None
        account.calls.remove(gone)
        self.vanished.add(gone["sid"])
        return reply


class Convergence(FaultTest):
    def change_the_account(self, model, draw):
        """Between two runs: prices come, calls end, are made, are deleted; usage is revised."""
        for account in model.accounts[:4]:
            day = NOW.date() - datetime.timedelta(days=draw.randrange(5))
            start = datetime.datetime.combine(day, datetime.time(draw.randrange(11), 7),
                                              datetime.timezone.utc)
            account.add_call(draw.randrange(1_000_000), draw.choice(LEGS), start,
                             draw.randrange(300))
            recent = [call for call in account.calls if call["start_time"]]
            call = draw.choice(recent)
            if call["status"] == "completed" and not call["price"]:
                call["price"] = "-0.00850"
                call["date_updated"] = rfc2822(NOW)
            victim = draw.choice(recent)
            if draw.random() < 0.5 and victim["status"] != "in-progress":
                account.calls.remove(victim)
            if len(account.events) > 1 and draw.random() < 0.3:
                account.events.remove(draw.choice(account.events))

    def check_converged(self, model, deleted):
        self.check_calls(model.accounts)
        missing = set(self.stored_calls("missing_since is not null"))
        self.assertEqual(missing, deleted & set(self.stored_calls("1 = 1")))
        self.check_usage(model, model.accounts)
        self.check_cells_without_missing(model)
        self.check_causes_add_up()

    def check_cells_without_missing(self, model):
        self.assertGreater(self.check_cells(model, model.accounts), 300)

    def check_polite(self, server, requests, pages_by_number):
        """Tries within the budget, waits as asked, one origin."""
        tries = collections.Counter(r.target for r in requests if r.kind in ("calls", "queued"))
        # Begun again once, a listing may try the same page as often once more; and once split. One
        # whose pages go by numbers is read up to five times.
        readings = 3 + (MOST_READINGS - 1 if pages_by_number else 0)
        self.assertLessEqual(max(tries.values(), default=0), readings * MOST_TRIES)
        for refused in requests:
            if refused.status == 429 and refused.asked_to_wait:
                early = [r for r in requests
                         if refused.time + 0.5 < r.time < refused.time + refused.asked_to_wait]
                self.assertEqual([r.target for r in early], [])
        self.assertTrue(all(r.origin == "good" for r in server.requests))

    def test_every_run_ends_honestly_and_the_last_one_whole(self):
        """A53, and much of the rest at once"""
        for seed in range(FIRST_SEED, FIRST_SEED + SEEDS):
            for pages_by_number in (False, True):
                print(f"seed {seed}, pages by {'number' if pages_by_number else 'token'}",
                      flush=True)
                with self.subTest(seed=seed, pages_by_number=pages_by_number):
                    self.converge(seed, pages_by_number)

    def check_nothing_is_absent(self, model):
        """Rows vanished while they were read: they may be stored, but no other may be missing."""
        stored, expected = self.stored_calls(), self.expected_calls(model.accounts)
        self.assertEqual({sid: stored.get(sid) for sid in expected}, expected)

    def converge(self, seed, pages_by_number):
        self.mirror = self.folder / f"mirror{seed}{pages_by_number}.db"
        model = Model(seed, calls=50)
        draw = random.Random(seed)
        deleted = set()
        with FaultServer(model, page_size=9, usage_page_size=80,
                         pages_by_number=pages_by_number) as server:
            hostile = server.fallback = Hostile(server, seed, faults=60)
            codes = []
            for run in range(MOST_RUNS):
                before, vanished = len(server.requests), len(hostile.vanished)
                options = ["--subaccounts", "--lookback", "200", "--concurrency",
                           str(draw.choice((1, 2, 4)))]
                result = self.run_sync(server, *options, expect=(0, 5, 6, 7))
                codes.append(result.returncode)
                self.check_polite(server, server.requests[before:], pages_by_number)
                if result.returncode == 0:
                    # Whatever went wrong on the way, nothing may be missing now.
                    deleted |= hostile.vanished
                    if len(hostile.vanished) > vanished:
                        self.check_nothing_is_absent(model)
                        continue
                    self.check_converged(model, deleted)
                    if hostile.left <= 0:
                        break
                if run < 4:
                    known = {c["sid"] for a in model.accounts for c in a.calls}
                    self.change_the_account(model, draw)
                    deleted |= known - {c["sid"] for a in model.accounts for c in a.calls}
            print(f"  exit codes {codes}, faults {dict(hostile.counts)}", flush=True)
            self.assertEqual(codes[-1], 0, (codes, hostile.counts))
            self.assertLessEqual(hostile.left, 0, "faults were not used up")
            self.assertGreater(len(hostile.counts), 10, hostile.counts)
            contents = self.contents()
            self.run_sync(server, "--subaccounts", "--lookback", "200")
            self.assertEqual(self.contents(), contents)  # and once more changes nothing


if __name__ == "__main__":
    unittest.main()
