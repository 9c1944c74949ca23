# SPDX-License-Identifier: MIT
"""What a sync shows on a terminal while it runs: a bar, how far it is, how fast, and how long still."""

import os
import pty
import re
import struct
import subprocess
import fcntl
import termios
import unittest

from calltally_tests import CALLTALLY, MirrorTest, SampleApi


class Progress(MirrorTest):
    def on_terminal(self, columns, *options):
        """The lines that a sync wrote over one another on a terminal of so many columns."""
        # A page takes a tenth of a second at least: together more than the second that a rate needs.
        with SampleApi("--calls", "20000", "--latency-ms", "100") as api:
            ours, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            process = subprocess.Popen(
                [CALLTALLY, "--db", self.mirror, "sync", "--concurrency", "1", "--base-url", api.url, *options],
                env={**os.environ, **api.environment()}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=theirs)
            os.close(theirs)
            written = b""
            try:
                while part := os.read(ours, 65536):
                    written += part
            except OSError:
                pass  # the other side is closed
            os.close(ours)
            self.assertEqual(process.wait(timeout=300), 0, written)
        self.assertEqual(written.count(b"\n"), 0)
        return written.decode().split("\r\x1b[K")

    def test_bar_rate_and_time(self):
        lines = [line for line in self.on_terminal(120) if line.startswith("calls")]
        shown = [re.fullmatch(
            r"calls \[(#*) *\] +(\d+) %, ([\d,]+) of about ([\d,]+)(, ([\d,]+) a second, \d+:\d\d left)?",
            line) for line in lines]
        self.assertNotIn(None, shown, lines)
        self.assertTrue(any(match[5] for match in shown), lines)
        for match in shown:
            percent, rows, total = (int(match[i].replace(",", "")) for i in (2, 3, 4))
            self.assertLessEqual(percent, 100)
            self.assertLessEqual(rows, total)
            self.assertEqual(len(match[1]), 20 * rows // total if total else 0)
        # The log has calls that usage does not count: what is expected grows with what is seen.
        stored = self.query("select count(*) as n from calls")[0]["n"]
        billed = self.query("select count(*) as n from calls where is_billed = 1")[0]["n"]
        self.assertGreater(stored, 1.03 * billed)
        self.assertGreater(int(shown[-1][4].replace(",", "")), billed)

    def test_nothing_is_wider_than_the_terminal(self):
        lines = self.on_terminal(40)
        self.assertLessEqual(max(map(len, lines)), 39)
        self.assertIn("", lines[-1:])  # and in the end the line is empty again

    def test_quiet_is_quiet(self):
        self.assertEqual(self.on_terminal(120, "--quiet"), [""])


if __name__ == "__main__":
    unittest.main()
