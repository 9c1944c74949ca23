# SPDX-License-Identifier: MIT
"""calltally shell as a person meets it, on a terminal; and what of the environment reaches sqlite3."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

from calltally_tests import CALLTALLY, MODULE_LOADER, MirrorTest, SampleApi

CANARY = "CANARY-that-must-not-appear"


class Shell(MirrorTest):
    def setUp(self):
        super().setUp()
        with SampleApi() as api:
            self.sync(api, "--subaccounts")

    def on_a_terminal(self, *typed, environment=None):
        """What a terminal of 200 columns shows."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        process = subprocess.Popen(
            [CALLTALLY, "--db", self.mirror, "shell"], stdin=follower, stdout=follower, stderr=follower,
            env={**os.environ, **MODULE_LOADER, "TERM": "dumb", "LC_ALL": "C.UTF-8", **(environment or {})},
            start_new_session=True)
        os.close(follower)
        os.write(leader, "".join(line + "\n" for line in [*typed, ".quit"]).encode())
        shown = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the terminal's other side is closed
                break
            if not piece:
                break
            shown += piece
        os.close(leader)
        self.assertIn(process.wait(60), (0, 1))  # 1: a statement was in error
        return shown.decode().replace("\r", "")

    def queries_of_the_greeting(self):
        shown = self.on_a_terminal()
        self.assertIn(f"The mirror {self.mirror}, read-only", shown)
        return [" ".join(query.split()) for query in re.findall(r"^    (select .*?;)$", shown, re.M | re.S)]

    def test_the_greeting_names_five_queries_that_answer(self):
        queries = self.queries_of_the_greeting()
        self.assertEqual(len(queries), 5)
        for query in queries:
            answer = self.calltally("shell", query)
            self.assertGreater(len(answer.stdout.splitlines()), 2, query)
            self.assertEqual(answer.stderr, "")

    def test_a_terminal_shows_boxes_and_names_what_is_not_known(self):
        shown = self.on_a_terminal("select null as unknown, '' as empty;")
        self.assertIn("│ unknown │ empty │", shown)
        self.assertIn("│ NULL    │       │", shown)
        self.assertIn("calltally> ", shown)

    def test_a_pipe_gets_no_greeting(self):
        answer = subprocess.run([CALLTALLY, "--db", self.mirror, "shell"], input="select 1 as one;\n",
                                env={**os.environ, **MODULE_LOADER}, capture_output=True, text=True, timeout=60)
        self.assertEqual(answer.stdout, "one\n---\n1  \n")

    def test_nothing_secret_reaches_sqlite3(self):
        secrets = {name: CANARY for name in (
            "TWILIO_AUTH_TOKEN", "TWILIO_API_SECRET", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "GITHUB_TOKEN")}
        environment = self.calltally("shell", ".shell tr '\\\\0' '\\\\n' </proc/$PPID/environ; echo it ended",
                                     environment=secrets).stdout
        self.assertIn("PATH=", environment)
        self.assertIn("it ended", environment)
        self.assertNotIn(CANARY, environment)
        # Statements in which sqlite3 3.40 shows memory beyond its own copy of the text.
        for table in ("t(a, b as (nofunc(a)))", "t(a, b as (a + nofunc(a)) stored)"):
            shown = self.on_a_terminal("attach ':memory:' as m;", f"create table m.{table};", environment=secrets)
            self.assertIn("no such function: nofunc", shown)
            self.assertNotIn("CANARY", shown)


if __name__ == "__main__":
    unittest.main()
