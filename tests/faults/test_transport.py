# SPDX-License-Identifier: MIT
"""Faults below the page: network, TLS and HTTP. Names are those of docs/faults.md."""

import datetime
import gzip
import json
import os
import socket
import ssl
import subprocess
import time
import unittest
import zlib

from account_model import Model, rfc2822
from calltally_tests import BUILD, CALLTALLY, BRIEF_RETRIES
from certificates import authority, certificate
from fault_server import FaultServer, Raw, Reply, error, page_edit
from mirror_checks import SINCE, FaultTest

LATE = "2026-02-01"  # a short period, for what does not depend on the rows


def peak_memory(process_id):
    """In kB; 0 if the process is over."""
    try:
        with open(f"/proc/{process_id}/status") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


class Transport(FaultTest):
    def setUp(self):
        super().setUp()
        self.model = Model(calls=60)

    def survive(self, kind, fault, *, expect, times=None, skip=0, words=(), again=True, since=LATE,
                where=lambda request: True):
        """One run with the fault, and with `again` one without it that must be whole."""
        with FaultServer(self.model, page_size=5) as server:
            injection = server.inject(kind, fault, times=times, skip=skip, where=where)
            result = self.run_sync(server, expect=expect, since=since)
            self.assertGreater(injection["hits"], 0)
            for word in words:
                self.assertIn(word, result.stderr)
            injection["times"] = 0
            if again:
                self.run_sync(server, since=since)
            if again or expect == 0:
                self.check_whole(since)
        return injection["hits"]

    def check_whole(self, since):
        parent = self.model.parent
        since = datetime.date.fromisoformat(since)
        expected = {sid for sid, row in self.expected_calls([parent]).items()
                    if not row[2] or row[2] >= since.isoformat()}
        self.assertLessEqual(expected, set(self.stored_calls()))

    def test_nobody_answers(self):
        """A01"""
        with FaultServer(self.model) as server:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            server.url = f"http://127.0.0.1:{port}"
            result = self.run_sync(server, expect=5)
            self.assertIn("run the sync again later", result.stderr)
            # A name that cannot be: no resolver is asked about it, or none has it.
            result = self.calltally("sync", "--base-url", "https://no-such-host.invalid",
                                    *BRIEF_RETRIES, environment=server.environment(), expect=5)
            self.assertEqual(result.stderr.count("error:"), 1)

    def test_certificates_that_are_not_trusted(self):
        """A02"""
        trusted = authority(self.folder, "trusted")
        authority(self.folder, "stranger")
        cases = {"untrusted": ("stranger", "IP:127.0.0.1", "2"),
                 "elsewhere": ("trusted", "DNS:api.twilio.com", "2"),
                 "expired": ("trusted", "IP:127.0.0.1", "-1"),
                 "good": ("trusted", "IP:127.0.0.1", "2")}
        for name, (issuer, alternative, days) in cases.items():
            with self.subTest(certificate=name):
                pair = certificate(self.folder, name, issuer, alternative, days)
                with FaultServer(self.model, certificate=pair) as server:
                    good = name == "good"
                    result = self.run_sync(server, "--ca-file", trusted, since=LATE,
                                           expect=0 if good else 7)
                    if not good:
                        self.assertIn("certificate", result.stderr)
                        self.assertEqual(server.requests, [])

    def test_only_an_old_tls_version(self):
        """A03"""
        trusted = authority(self.folder, "trusted")
        pair = certificate(self.folder, "good", "trusted")
        with FaultServer(self.model, certificate=pair) as server:
            server._context.set_ciphers("ALL:@SECLEVEL=0")
            server._context.minimum_version = ssl.TLSVersion.TLSv1
            server._context.maximum_version = ssl.TLSVersion.TLSv1_1
            self.run_sync(server, "--ca-file", trusted, expect=7)
            self.assertEqual(server.requests, [])

    def test_redirects_are_not_followed(self):
        """A04"""
        with FaultServer(self.model) as server:
            for status, location in (
                    (301, "/2010-04-01/Accounts.json"), (302, server.evil + "/x"),
                    (303, server.url + "/x"), (307, "file:///etc/passwd"),
                    (308, "//" + server.evil.removeprefix("http://") + "/x")):
                injection = server.inject("account", Reply("", status, {"Location": location}))
                before = len(server.requests)
                result = self.run_sync(server, expect=7)
                self.assertIn("redirect", result.stderr)
                self.assertEqual((injection["hits"], len(server.requests) - before), (1, 1))
            server.inject("calls", Reply("", 302, {"Location": server.evil}), skip=1)
            self.run_sync(server, expect=7)

    def test_web_pages_and_nothing_instead_of_json(self):
        """A05 A06 A07"""
        pages = {"HTML": Reply("<html><body>Log in</body></html>", 200,
                               {"Content-Type": "text/html"}),
                 "XML, expected JSON": Reply("<?xml version='1.0'?><TwilioResponse/>"),
                 "nothing at all": Reply(""),
                 "nothing": Reply(b"", 204)}
        for word, page in pages.items():
            with self.subTest(page=word):
                self.mirror = self.folder / f"{word[:4]}{page.status}.db"
                # Each of the listings is tried three times.
                self.assertEqual(
                    self.survive("calls", page, expect=7, words=[word], again=False) % 3, 0)
        for kind in ("account", "monthly", "daily", "queued"):
            with self.subTest(kind=kind):
                self.mirror = self.folder / f"{kind}.db"
                self.survive(kind, pages["nothing at all"], expect=7, again=kind == "daily")
        # Twice, and then as it should be: no error.
        self.mirror = self.folder / "passing.db"
        self.survive("calls", pages["HTML"], times=2, expect=0, again=False)

    def test_bodies_that_break_off(self):
        """A08 A09 A10"""
        def cut(length):
            return lambda request, reply: Raw(reply.to_bytes(self.model.now)[:length])

        def unannounced(request, reply):
            return Raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                       + reply.body[:len(reply.body) // 2])

        def last_row_cut(request, reply):
            body = reply.body[:reply.body.rindex(b"}, {") + 1] if b"}, {" in reply.body else b"{"
            return Raw(b"HTTP/1.1 200 OK\r\n\r\n" + body)

        def chunk_cut(request, reply):
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            return Raw(head + b"%x\r\n" % len(reply.body) + reply.body[:100])

        def reset(request, reply):
            return Raw(reply.to_bytes(self.model.now)[:300], reset=True)

        # A status that is whole says nothing without the rest: this is not "no such account".
        headers = Raw("HTTP/1.1 404 Not Found\r\nContent-Type: appl")
        faults = {"head": (cut(20), 5), "headers": (headers, 5), "body": (cut(400), 5),
                  "unannounced": (unannounced, 7), "row": (last_row_cut, 7), "chunk": (chunk_cut, 5),
                  "reset": (reset, 5), "empty": (Raw(), 5), "reset at once": (Raw(reset=True), 5)}
        for name, (fault, code) in faults.items():
            for times in (2, None) if name in ("body", "row", "reset") else (None,):
                with self.subTest(fault=name, times=times):
                    self.mirror = self.folder / f"{name}{times}.db"
                    self.survive("calls", fault, times=times, skip=2, again=name == "body",
                                 expect=code if times is None else 0)

    def test_answers_without_end(self):
        """A11 A12 A13"""
        bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed = b"".join(bomb.compress(b" " * 1_000_000) for _ in range(200)) + bomb.flush()
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        faults = {
            "chunked": Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 50),
            "announced": Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{"),
            "bomb": Reply(packed, 200, {"Content-Encoding": "gzip"}),
            "twice": Reply(gzip.compress(packed), 200, {"Content-Encoding": "gzip, gzip"}),
            "plain": Reply(b'{"calls": []}', 200, {"Content-Encoding": "gzip"}),
        }
        for name, fault in faults.items():
            with self.subTest(fault=name), FaultServer(self.model) as server:
                injection = server.inject("calls", fault, times=None)
                process = subprocess.Popen(
                    [CALLTALLY, "--db", self.mirror, "sync", "--base-url", server.url,
                     *BRIEF_RETRIES, "--since", LATE], stderr=subprocess.PIPE,
                    stdout=subprocess.DEVNULL, env={**os.environ, **server.environment()})
                peak = 0
                while process.poll() is None:
                    peak = max(peak, peak_memory(process.pid))
                    time.sleep(0.005)
                errors = process.stderr.read().decode()
                process.stderr.close()
                self.assertEqual(process.wait(), 7, errors)
                self.assertEqual(errors.count("error:"), 1)
                self.assertGreater(injection["hits"], 0)
                if BUILD.name not in ("asan", "tsan"):  # the sanitizer's own memory is not ours
                    self.assertGreater(peak, 0)
                    self.assertLess(peak, 200_000)

    def test_headers_without_end(self):
        """A14"""
        self.survive("calls", Reply("{}", 200, {"X-Long": "x" * 400_000}), expect=7,
                     words=["headers are too long"])

    def test_waits_that_the_server_asks_for(self):
        """A16"""
        past = rfc2822(self.model.now - datetime.timedelta(days=4000))
        soon = rfc2822(self.model.now + datetime.timedelta(seconds=1)).replace("+0000", "GMT")
        # What can be obeyed within a test; the bound of a quarter of an hour is tests/api's.
        waits = {"1": 1, past: 0, soon: 1, "-5": 0, "soon": 0}
        for place, (text, seconds) in enumerate(waits.items()):
            with self.subTest(retry_after=text), FaultServer(self.model) as server:
                self.mirror = self.folder / f"wait{place}.db"
                server.inject("calls", error(429, 20429, headers={"Retry-After": text}), skip=1)
                self.run_sync(server, since=LATE)
                refused = next(r for r in server.requests if r.status == 429)
                again = next(r for r in server.requests
                             if r.target == refused.target and r.time > refused.time)
                self.assertGreaterEqual(again.time - refused.time, seconds)
                # Nor does another connection come in between.
                others = [r for r in server.requests
                          if refused.time + 0.5 < r.time < refused.time + seconds]
                self.assertEqual(others, [])

    def test_storm_of_429(self):
        """A17"""
        hits = self.survive("calls", error(429, 20429), skip=2, expect=5, words=["HTTP 429"])
        self.assertLessEqual(hits, 6 * 4)  # six tries for each of four connections
        self.mirror = self.folder / "usage.db"
        self.survive("*", error(429, 20429), times=4, skip=1, expect=0, again=False)

    def test_server_errors(self):
        """A18"""
        statuses = (408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524)
        with FaultServer(self.model, page_size=5) as server:
            for place, status in enumerate(statuses):
                body = "<html>bad gateway</html>" if status > 500 else "{}"
                server.inject("*", Reply(body, status, {"Retry-After": "0"}), skip=place)
            self.run_sync(server, since=LATE)
            self.assertEqual({r.status for r in server.requests}, {200, *statuses})
            self.check_whole(LATE)
        self.mirror = self.folder / "lasting.db"
        hits = self.survive("calls", error(503, 20503), expect=5, words=["HTTP 503", "later"])
        self.assertLessEqual(hits, 6 * 4)

    def test_refusals(self):
        """A19"""
        for status, code, word in ((401, 20003, "check the account SID"), (403, 20403, "suspended"),
                                   (403, 20008, "test credentials"), (407, None, "proxy"),
                                   (401, 70051, "/twilio/voice/calls/list")):
            with self.subTest(code=code), FaultServer(self.model) as server:
                server.inject("*", error(status, code), times=None)
                result = self.run_sync(server, expect=6)
                self.assertIn(word, result.stderr)
                self.assertIn(self.model.parent.sid, result.stderr)
                self.assertLessEqual(len(server.requests), 4)

    def test_the_failure_of_a_plan_is_a_line_of_its_own(self):
        with FaultServer(self.model) as server:
            server.inject("monthly", error(403, 20003), times=None)
            result = self.run_sync(server, "--plan", "--json", expect=6)
            plan, failure = map(json.loads, result.stdout.splitlines())
            self.assertEqual((plan["event"], failure["event"]), ("plan", "error"))
            self.assertEqual([each["exit_code"] for each in plan["failures"]], [6])

    def test_a_secret_that_is_sent_back_is_shown_and_stored_nowhere(self):
        """A88: run_sync() looks for it in all that is printed and in the mirror."""
        with FaultServer(self.model) as server:
            secret, sent = server.secrets()
            words = {"plain": secret, "sent": f"Authorization: Basic {sent}",
                     "cut": "x" * 180 + secret}
            for name, message in words.items():
                for kind, status, code in (("account", 400, 7), ("calls", 403, 6),
                                           ("monthly", 400, 7), ("calls", 500, 5)):
                    with self.subTest(words=name, status=status, kind=kind):
                        self.mirror = self.folder / f"{name}{status}{kind}.db"
                        server.injections = []
                        server.inject(kind, error(status, 1, message), times=None)
                        result = self.run_sync(server, "--json", since=LATE, expect=code)
                        self.assertIn("***", result.stderr)
                        self.assertNotIn(secret[:16], result.stdout + result.stderr)
            self.mirror = self.folder / "path.db"
            server.injections = []
            server.inject("calls", page_edit(lambda page, _: page.update(
                next_page_uri=f"/{secret}/{sent}")), times=None)
            self.assertIn("its path /***/***", self.run_sync(server, expect=7).stderr)

    def test_key_revoked_in_the_middle(self):
        """A20"""
        with FaultServer(self.model, page_size=3) as server:
            injection = server.inject("calls", error(401, 20003), skip=2, times=None,
                                      where=lambda r: not r.is_first_page)
            self.run_sync(server, expect=6)
            self.assertGreater(len(self.stored_calls()), 5)
            complete = self.query("select * from sync_windows where resource = 'calls'"
                                  " and state = 'complete' and pages > 2")
            self.assertEqual(complete, [])
            injection["times"] = 0
            self.run_sync(server)
            self.check_calls([self.model.parent])

    def test_no_such_account(self):
        """A21"""
        with FaultServer(self.model) as server:
            server.inject("account", error(404, 20404), times=None)
            result = self.run_sync(server, expect=4)
            self.assertIn("check the account SID", result.stderr)
            self.assertEqual(len(server.requests), 1)

    def test_page_tokens_that_expire(self):
        """A22"""
        for times, code in ((1, 0), (None, 7)):
            with self.subTest(times=times):
                self.mirror = self.folder / f"token{times}.db"
                self.survive("calls", error(400, 21481), times=times, skip=1, expect=code,
                             since=SINCE, where=lambda r: not r.is_first_page)
        self.mirror = self.folder / "usage.db"
        self.survive("monthly", error(400, 21481), times=1, expect=0, since=SINCE,
                     where=lambda r: not r.is_first_page)
        self.check_usage(self.model, [self.model.parent])

    def test_errors_in_the_body_of_a_good_answer(self):
        """A23"""
        for code, expected in ((20003, 6), (20429, 5), (20404, 4), (20500, 5)):
            with self.subTest(code=code):
                self.mirror = self.folder / f"{code}.db"
                reply = error(200, code)
                reply.body = reply.body.replace(b'"status": 200', b'"status": null')
                self.survive("calls", reply, expect=expected, again=False)

    def test_odd_headers(self):
        """A24 A25 A26"""
        for kind in ("text/plain", "application/octet-stream", None):
            self.mirror = self.folder / f"{kind}.db".replace("/", "-")
            self.survive("*", lambda request, reply: Reply(reply.body, reply.status,
                                                           {"Content-Type": kind}), expect=0,
                         again=False)
        self.mirror = self.folder / "lengths.db"

        def two_lengths(request, reply):
            head = (f"HTTP/1.1 200 OK\r\nContent-Length: {len(reply.body) - 7}\r\n"
                    f"Content-Length: {len(reply.body)}\r\n\r\n")
            return Raw(head.encode() + reply.body)
        self.survive("calls", two_lengths, expect=(0, 5, 7))
        self.mirror = self.folder / "old.db"
        self.survive("calls", Raw(b'{"calls": [], "next_page_uri": null}'), expect=7)

    def test_bytes_behind_a_body_are_no_answer(self):
        """A87: within the last record of TLS as well; other connections are still kept."""
        empty = Reply('{"calls": [], "usage_records": [], "next_page_uri": null}')

        def followed(request, reply):
            return Reply(reply.body + empty.to_bytes(self.model.now), reply.status,
                         {"Content-Length": str(len(reply.body))})
        trusted = authority(self.folder, "trusted")
        for pair in (None, certificate(self.folder, "good", "trusted")):
            options = ("--concurrency", "1", *(("--ca-file", trusted) if pair else ()))
            for times in (0, 1, None):
                with self.subTest(tls=bool(pair), times=times), \
                        FaultServer(self.model, page_size=40, certificate=pair) as server:
                    self.mirror = self.folder / f"{bool(pair)}{times}.db"
                    injection = server.inject("calls", followed, times=times,
                                              where=lambda request: request.is_first_page)
                    self.run_sync(server, *options)
                    self.check_calls([self.model.parent])
                    self.assertGreater(len(server.requests), 8)
                    if times is not None:
                        self.assertEqual(injection["hits"], times)
                        self.assertLessEqual(server.connections, 3 + times)  # one for each worker

    def test_a_signal_ends_a_wait_for_an_answer(self):
        """A15: its bounds are tested in tests/api, with short ones."""
        def silence(request, reply):
            time.sleep(2)
            return Raw()
        with FaultServer(self.model) as server:
            injection = server.inject("calls", silence, times=None)
            process = subprocess.Popen(
                [CALLTALLY, "--db", self.mirror, "sync", "--base-url", server.url,
                 "--since", LATE], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                env={**os.environ, **server.environment()})
            while injection["hits"] == 0 and process.poll() is None:
                time.sleep(0.01)
            process.terminate()
            errors = process.communicate(timeout=60)[1].decode()
            self.assertEqual(process.returncode, 143, errors)


if __name__ == "__main__":
    unittest.main()
