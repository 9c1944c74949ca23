# SPDX-License-Identifier: MIT
"""What `cmake --install` puts where: the units name what is there, and systemd accepts them."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from calltally_tests import BUILD, ROOT


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="calltally-root-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr/local"],
                       env={"PATH": "/usr/bin:/bin", "DESTDIR": str(cls.root)}, check=True,
                       capture_output=True)
        cls.units = cls.root / "usr/local/lib/systemd/system"

    def test_program_runs_from_where_it_is_installed(self):
        output = subprocess.run([self.root / "usr/local/bin/calltally", "--version"],
                                capture_output=True, text=True, check=True).stdout
        self.assertRegex(output, r"^calltally \d+\.\d+\.\d+$")

    def test_units_and_cron_line_name_what_is_installed(self):
        service = (self.units / "calltally.service").read_text()
        cron = (self.root / "usr/local/share/doc/calltally/examples/calltally.cron").read_text()
        self.assertNotRegex(service + cron, "@[A-Z_]+@")  # the paths are filled in
        for text in (service, cron):
            program = re.search(r"(/\S+/bin/calltally) ", text)[1]
            self.assertTrue((self.root / program.lstrip("/")).exists(), program)
        page = re.search(r"Documentation=file:(\S+)", service)[1]
        self.assertTrue((self.root / page.lstrip("/")).exists(), page)

    def test_examples_and_ready_queries_are_whole(self):
        examples = self.root / "usr/local/share/doc/calltally/examples"
        for path in [*(ROOT / "examples/dashboard").glob("*.*"), ROOT / "examples/datasette.json"]:
            self.assertEqual((examples / path.relative_to(ROOT / "examples")).read_bytes(), path.read_bytes())
        result = subprocess.run([examples / "dashboard/serve.py", "--help"], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual({path.name for path in (self.root / "usr/local/share/calltally/queries").iterdir()},
                         {path.name for path in (ROOT / "sql/queries").glob("*.sql")})

    def test_credentials_come_from_systemd_and_nowhere_else(self):
        service = (self.units / "calltally.service").read_text()
        self.assertIn("LoadCredential=calltally:", service)
        self.assertNotIn("Environment", service)

    def test_cron_line_is_quiet_about_what_is_nothing(self):
        cron = (self.root / "usr/local/share/doc/calltally/examples/calltally.cron").read_text()
        command = re.search(r"calltally sync .*", cron)[0]
        for code, expected in ((0, 0), (10, 0), (11, 0), (5, 1), (70, 1)):
            script = f"calltally() {{ return {code}; }}; " + command
            result = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
            self.assertEqual((result.returncode, result.stdout), (expected, ""), result.stderr)

    def test_systemd_accepts_the_units(self):
        for target in ("network-online.target", "timers.target", "sysinit.target",
                       "basic.target", "shutdown.target", "time-sync.target", "time-set.target",
                       "paths.target", "sockets.target", "slices.target"):
            (self.units / target).write_text("[Unit]\nDescription=stand-in\n")
        result = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", f"--root={self.root}",
             "calltally.service", "calltally.timer"],
            capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
