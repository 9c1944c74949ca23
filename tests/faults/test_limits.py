# SPDX-License-Identifier: MIT
"""What this machine allows: too small files, too few of them, none to write. No run ends but with
its exit code and one line, and the next one goes on."""

import os
import resource
import shutil
import sqlite3
import subprocess
import unittest

from calltally_tests import BRIEF_RETRIES, CALLTALLY, RUNTIME, MirrorTest, SampleApi

ONE_LINE = r"\Acalltally: error: .+; .+\n\Z"


@unittest.skipIf(RUNTIME, "a sanitizer opens and writes files of its own")
class Limits(MirrorTest):
    def run_with(self, limit, most, *arguments, environment=None):
        return subprocess.run(
            [CALLTALLY, "--db", self.mirror, *map(str, arguments)],
            env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=300,
            preexec_fn=lambda: resource.setrlimit(limit, (most, most)))

    def sync_with(self, api, limit, most, *options):
        return self.run_with(limit, most, "sync", "--base-url", api.url, *BRIEF_RETRIES, *options,
                             environment=api.environment())

    def test_files_that_may_grow_no_further_are_a_full_disk(self):
        with SampleApi() as api:
            for most in (0, 30_000, 200_000, 500_000):
                with self.subTest(most=most):
                    self.mirror = self.folder / f"{most}.db"
                    result = self.sync_with(api, resource.RLIMIT_FSIZE, most)
                    self.assertEqual(result.returncode, 9, result.stderr)
                    self.assertRegex(result.stderr, ONE_LINE)
                    self.assertIn("ulimit -f", result.stderr)
            self.sync(api)  # the last of them goes on
            self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])
        calls = self.folder / "calls.jsonl"
        for command in (("export", "calls", "-o", calls), ("backup", self.folder / "copy.db"),
                        ("report", "--format", "html", "-o", self.folder / "report.html"),
                        ("export", "calls", "--format", "json")):
            with self.subTest(command=command):
                with open(self.folder / "output", "w") as output:
                    result = subprocess.run(
                        [CALLTALLY, "--db", self.mirror, *command], stdout=output,
                        stderr=subprocess.PIPE, text=True, preexec_fn=lambda: resource.setrlimit(
                            resource.RLIMIT_FSIZE, (33_000, 33_000)))
                self.assertEqual(result.returncode, 9, result.stderr)
                self.assertRegex(result.stderr, ONE_LINE)
        self.assertFalse([name for name in os.listdir(self.folder) if "unfinished" in name])

    def test_too_few_file_descriptors_are_named(self):
        with SampleApi() as api:
            self.sync(api)
            whole = self.contents()
            codes = []
            for most in (4, 5, 6, 7, 9, 12, 16, 20, 25, 30, 64):
                self.mirror = self.folder / f"{most}.db"
                result = self.sync_with(api, resource.RLIMIT_NOFILE, most, "--concurrency", "8")
                codes.append(result.returncode)
                if codes[-1]:
                    self.assertEqual(codes[-1], 70, result.stderr)
                    self.assertRegex(result.stderr, ONE_LINE)
                    self.assertIn("out of file descriptors", result.stderr)
                    self.assertIn("LimitNOFILE=", result.stderr)
            self.assertEqual((codes[0], codes[-1]), (70, 0))
            self.assertEqual(self.contents(), whole)

    def test_a_log_that_cannot_be_read_where_nothing_can_be_written(self):
        with SampleApi() as api:
            self.sync(api)
        folder = self.folder / "archive"
        folder.mkdir()
        writer = sqlite3.connect(self.mirror)
        self.addCleanup(writer.close)
        writer.execute("update settings set value = '2026-01-01 00:00:00'")
        writer.commit()
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{self.mirror}{suffix}", folder / f"mirror.db{suffix}")
            (folder / f"mirror.db{suffix}").chmod(0o444)
        self.folder.chmod(0o755)
        folder.chmod(0o555)
        self.addCleanup(folder.chmod, 0o755)
        self.assertGreater((folder / "mirror.db-wal").stat().st_size, 0)
        user = dict(user="nobody", group="nogroup", extra_groups=[]) if os.geteuid() == 0 else {}
        for command in (("status",), ("export", "calls"), ("doctor", "--offline")):
            result = subprocess.run([CALLTALLY, "--db", folder / "mirror.db", *command],
                                    capture_output=True, text=True, cwd="/", **user)
            self.assertEqual(result.returncode, 9, result.stderr)
            self.assertIn("write-ahead log of", result.stdout + result.stderr)
            self.assertIn("copy the file and its -wal", result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
