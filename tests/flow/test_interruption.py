# SPDX-License-Identifier: MIT
"""Killed at any moment, the next run goes on and ends with the same mirror."""

import os
import signal
import sqlite3
import subprocess
import time
import unittest

from calltally_tests import CALLTALLY, MirrorTest, SampleApi


class Interruption(MirrorTest):
    def start(self, api):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("TWILIO")}
        return subprocess.Popen(
            [CALLTALLY, "--db", self.mirror, "sync", "--subaccounts", "--base-url", api.url],
            env={**clean, **api.environment()}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_kill_anywhere_then_go_on(self):
        options = ("--calls", "8000", "--latency-ms", "15")
        with SampleApi(*options) as api:
            self.mirror = self.folder / "whole.db"
            self.sync(api, "--subaccounts")
            expected = self.contents()
            for delay in (0.05, 0.15, 0.3, 0.5, 0.8, 1.2):
                self.mirror = self.folder / f"killed{delay}.db"
                process = self.start(api)
                time.sleep(delay)
                process.kill()
                process.communicate()
                self.sync(api, "--subaccounts")
                self.assertEqual(self.contents(), expected, delay)
                self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])

    def test_signals_end_the_run_with_their_codes(self):
        with SampleApi("--latency-ms", "200") as api:
            for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
                process = self.start(api)
                time.sleep(0.5)
                process.send_signal(number)
                _, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, code, errors)

    def test_a_signal_ends_the_waiting_for_another_program(self):
        with SampleApi() as api:
            self.sync(api)
            other = sqlite3.connect(self.mirror, isolation_level=None)
            self.addCleanup(other.close)
            other.execute("begin immediate")
            for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
                process = self.start(api)
                time.sleep(1)
                self.assertIsNone(process.poll())
                sent = time.monotonic()
                process.send_signal(number)
                _, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, code, errors)
                self.assertLess(time.monotonic() - sent, 5)
                self.assertRegex(errors.decode(), r"\Acalltally: error: stopped by a signal; .+\n\Z")
            other.execute("rollback")
            self.sync(api)

    def test_second_sync_is_refused_while_one_runs(self):
        with SampleApi("--latency-ms", "300") as api:
            process = self.start(api)
            time.sleep(0.4)
            result = self.sync(api, expect=11)
            self.assertIn(str(process.pid), result.stderr)
            process.kill()
            process.communicate()
            self.sync(api, "--subaccounts")


if __name__ == "__main__":
    unittest.main()
