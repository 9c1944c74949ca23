# SPDX-License-Identifier: MIT
"""The sample API as a program: its command line, its log, its end, and that it takes little CPU."""

import base64
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from calltally_tests import SAMPLE_API, SampleApi


def run(*arguments):
    return subprocess.run([SAMPLE_API, *arguments], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL)


class Server(unittest.TestCase):
    def test_command_lines_that_cannot_be_read(self):
        for arguments in ((), ("--port", "x"), ("--port", "0", "--scenario", "odd"),
                          ("--port", "0", "--now", "soon"), ("--port", "0", "--faults", "odd"),
                          ("--port", "0", "--tls-cert", "only"), ("--port", "0", "--calls", "1")):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertNotEqual(result.returncode, 0)
                self.assertTrue(result.stderr)
        self.assertEqual(run("--help").returncode, 0)

    def test_truth_is_written_without_serving(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "truth.json"
            self.assertEqual(run("--truth", file).returncode, 0)
            self.assertIn('"cells"', file.read_text())

    def test_log_has_a_line_a_request_and_no_secret(self):
        with SampleApi("--calls", 100) as api:
            with self.assertRaises(urllib.error.HTTPError):
                urllib.request.urlopen(api.url + "/2010-04-01/Accounts.json")
            lines = api.api_requests()
            self.assertEqual(len(lines), 1)
            self.assertIn(" 401", lines[0])
            self.assertNotIn(api.credentials["TWILIO_AUTH_TOKEN"], api.log.read_text())

    def test_ends_at_once_when_told(self):
        api = SampleApi("--calls", 100)
        try:
            api.process.send_signal(signal.SIGTERM)
            self.assertEqual(api.process.wait(timeout=20), 0)
        finally:
            api.__exit__()

    def test_serving_pages_takes_little_of_the_processor(self):
        """Of its own time, not the clock's: a slow machine does not change it much."""
        with SampleApi("--calls", 20000) as api:
            before = self.seconds_of(api)
            sid = api.credentials["TWILIO_ACCOUNT_SID"]
            token = f"{sid}:{api.credentials['TWILIO_AUTH_TOKEN']}".encode()
            request = urllib.request.Request(
                f"{api.url}/2010-04-01/Accounts/{sid}/Calls.json?PageSize=1000",
                headers={"Authorization": "Basic " + base64.b64encode(token).decode()})
            for _ in range(20):
                with urllib.request.urlopen(request) as answer:
                    self.assertGreater(len(answer.read()), 1_000_000)
            self.assertLess(self.seconds_of(api) - before, 5)  # 20 000 rows; about 0.2 s optimised

    @staticmethod
    def seconds_of(api):
        fields = pathlib.Path(f"/proc/{api.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    unittest.main()
