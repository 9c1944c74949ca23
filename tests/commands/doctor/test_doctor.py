# SPDX-License-Identifier: MIT
"""What the doctor finds wrong with a mirror, its files, the host and a key; and that it leaves no trace."""

import csv
import io
import os
import sqlite3
import unittest

from calltally_tests import MirrorTest, SampleApi

ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "x"}


class DoctorTest(MirrorTest):
    api = None

    @classmethod
    def setUpClass(cls):
        cls.api = SampleApi("--calls", "300")

    @classmethod
    def tearDownClass(cls):
        cls.api.__exit__()

    def doctor(self, *options, expect=0, environment=None):
        """The findings by the name of the check; each problem has a remedy."""
        result = self.calltally("doctor", "--format", "csv", *options, expect=expect,
                                environment={**ACCOUNT, **(environment or {})})
        found = {}
        for row in csv.DictReader(io.StringIO(result.stdout)):
            self.assertNotIn(row["check"], found)
            self.assertTrue(row["state"] != "problem" or row["remedy"], row)
            found[row["check"]] = row
        return found

    def problem(self, check, *options, **keywords):
        finding = self.doctor(*options, **keywords)[check]
        self.assertEqual(finding["state"], "problem", finding)
        return finding

    def traces(self):
        """Names, bytes and modes of all there is."""
        return {file.name: (file.read_bytes(), file.stat().st_mode) for file in self.folder.iterdir()}


class Content(DoctorTest):
    def setUp(self):
        super().setUp()
        self.sync(self.api)

    def spoil(self, change):
        """Changes the file's bytes, which has no log beside it."""
        for suffix in ("-wal", "-shm"):
            os.remove(str(self.mirror) + suffix)
        data = bytearray(self.mirror.read_bytes())
        self.mirror.write_bytes(change(data))

    def test_a_whole_mirror_says_how_far_it_was_read(self):
        finding = self.doctor("--offline")["mirror"]
        self.assertEqual(finding["state"], "good")
        self.assertIn("each page is whole (quick_check)", finding["found"])

    def test_a_look_leaves_no_trace(self):
        for suffix in ("-wal", "-shm"):
            os.remove(str(self.mirror) + suffix)
        for _ in range(2):
            before = self.traces()
            self.doctor("--offline", environment={"TWILIO_ACCOUNT_SID": "", "TWILIO_AUTH_TOKEN": ""})
            self.assertEqual(self.traces(), before)
            self.mirror = self.mirror.rename(self.folder / "odd?name#50%.db")

    def test_what_is_still_in_the_log_is_seen(self):
        with sqlite3.connect(self.mirror) as connection:
            connection.execute("drop table quarantine")
            connection.commit()
            self.assertIn("lacks the ", self.problem("mirror", "--offline", expect=8)["found"])

    def test_a_corrupt_header(self):
        self.spoil(lambda data: b"not a database at" + data[17:])
        before = self.traces()
        self.assertIn("is not a SQLite database", self.problem("mirror", "--offline", expect=8)["found"])
        self.assertEqual(self.traces(), before)

    def test_a_truncated_file(self):
        self.spoil(lambda data: data[:len(data) // 2])
        self.assertIn("is damaged", self.problem("mirror", "--offline", expect=8)["found"])

    def test_a_damaged_page(self):
        root = self.query("select rootpage from sqlite_master where name = 'calls'")[0]["rootpage"]

        def change(data):
            size = int.from_bytes(data[16:18], "big")
            data[(root - 1) * size + 8:root * size] = b"\xff" * (size - 8)
            return data
        self.spoil(change)
        self.assertIn("is damaged", self.problem("mirror", "--offline", expect=8)["found"])

    def test_a_file_of_another_program(self):
        other = self.folder / "other.db"
        with sqlite3.connect(other) as connection:
            connection.execute("create table t (a)")
        connection.close()
        other.chmod(0o600)
        self.mirror = other
        before = self.traces()
        finding = self.problem("mirror", "--offline", expect=8)
        self.assertIn("another program", finding["found"])
        self.assertEqual(self.traces(), before)


class Readers(DoctorTest):
    def test_a_log_that_everybody_can_read(self):
        self.sync(self.api)
        for suffix in ("-wal", "-shm"):
            beside = str(self.mirror) + suffix
            os.chmod(beside, 0o644)
            finding = self.problem("who can read it", "--offline", expect=4)
            self.assertIn(f"'{beside}'", finding["found"])
            self.assertIn(f"chmod o= '{beside}'", finding["remedy"])
            os.chmod(beside, 0o600)
        self.assertEqual(self.doctor("--offline")["who can read it"]["state"], "good")

    @unittest.skipUnless(os.geteuid() == 0, "only root gives files away")
    def test_a_log_of_another_user(self):
        self.sync(self.api)
        os.chown(str(self.mirror) + "-wal", 65534, -1)
        self.assertIn("another user", self.problem("files beside it", "--offline", expect=9)["found"])


class Host(DoctorTest):
    def test_a_region_without_an_edge_is_told_offline_as_well(self):
        for options in ((), ("--offline",)):
            finding = self.problem("host", *options, expect=4, environment={"TWILIO_REGION": "ie1"})
            self.assertIn("TWILIO_EDGE", finding["remedy"])

    def test_the_host_that_edge_and_region_name(self):
        found = self.doctor("--offline", environment={"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"})
        self.assertEqual(found["host"]["found"], "https://api.dublin.ie1.twilio.com")


class Subaccounts(DoctorTest):
    def ask(self, *names, expect):
        return self.doctor("--subaccounts", "--base-url", self.api.url, expect=expect,
                           environment={"TWILIO_AUTH_TOKEN": "", **self.api.environment(*names)})

    def test_a_key_that_is_refused_a_subaccount(self):
        found = self.ask("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET", expect=6)
        self.assertEqual(found["calls"]["state"], "good")
        self.assertEqual(found["subaccounts"]["state"], "problem")
        self.assertRegex(found["subaccounts"]["found"], "AC[0-9a-f]{32} cannot be read")
        self.assertIn("Auth Token", found["subaccounts"]["remedy"])

    def test_the_token_reads_one_with_two_requests(self):
        before = len(self.api.api_requests())
        found = self.ask(expect=0)
        self.assertEqual(found["subaccounts"]["state"], "good")
        self.assertLessEqual(len(self.api.api_requests()) - before, 6)

    def test_they_are_not_asked_for_without_the_option(self):
        found = self.doctor("--base-url", self.api.url, environment=self.api.environment())
        self.assertNotIn("subaccounts", found)


if __name__ == "__main__":
    unittest.main()
