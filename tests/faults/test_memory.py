# SPDX-License-Identifier: MIT
"""Too little memory, from hardly enough to start the program up to enough: no run ends but with
its exit code and one line, and nothing that was stored is lost."""

import os
import resource
import subprocess
import unittest

from calltally_tests import CALLTALLY, RUNTIME, MirrorTest, SampleApi

STEP = 1 << 19


def runs_with(limit, *arguments, environment=None):
    """A run of the program that may map so many bytes."""
    return subprocess.run(
        [CALLTALLY, *map(str, arguments)], env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))


@unittest.skipIf(RUNTIME, "a sanitizer maps more than any limit")
class Memory(MirrorTest):
    @classmethod
    def setUpClass(cls):
        """The least that the program starts with."""
        cls.least = 16 << 20
        while runs_with(cls.least, "--version").returncode:
            cls.least += 1 << 20

    def until_it_is_enough(self, *arguments, environment=None):
        """Runs with more and more memory. :returns: how the runs ended, the last one with 0"""
        codes = []
        while not codes or codes[-1] != 0:
            result = runs_with(self.least + len(codes) * STEP, "--db", self.mirror, *arguments,
                               environment=environment)
            codes.append(result.returncode)
            self.assertLess(len(codes), 2000)
            if codes[-1]:
                self.assertEqual(codes[-1], 70, result.stderr)
                self.assertRegex(result.stderr, r"\Acalltally: error: out of (memory|threads).*; .+\n\Z")
        return codes

    def test_sync(self):
        with SampleApi() as api:
            self.sync(api)
            whole = self.contents()
            self.mirror = self.folder / "little.db"
            codes = self.until_it_is_enough("sync", "--quiet", "--base-url", api.url,
                                            environment=api.environment())
            self.assertGreater(codes.count(70), 3)
            self.assertEqual(self.contents(), whole)
            self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])

    def test_reading(self):
        with SampleApi() as api:
            self.sync(api)
        before = self.contents()
        for command in (("report", "--format", "html"), ("status",), ("explain", "--calls")):
            self.until_it_is_enough(*command)
        self.assertEqual(self.contents(), before)


if __name__ == "__main__":
    unittest.main()
