# SPDX-License-Identifier: MIT
"""Faults of the API: either a run that ends with the truth, or an error that says so."""

import unittest

from calltally_tests import BRIEF_RETRIES, MirrorTest, SampleApi


class Faults(MirrorTest):
    def undisturbed(self):
        with SampleApi() as api:
            self.mirror = self.folder / "undisturbed.db"
            self.sync(api, "--subaccounts")
            contents = self.contents()
        self.mirror = self.folder / "mirror.db"
        return contents

    def test_passing_faults_are_ridden_out(self):
        expected = self.undisturbed()
        for fault in ("429@3-4", "500@5", "503@4", "drop@6", "html@5", "truncated@7",
                      "usage500big", "dup%1", "401@4"):
            with self.subTest(fault=fault), SampleApi("--faults", fault) as api:
                self.mirror = self.folder / f"{fault.replace('%', '-')}.db"
                result = self.sync(api, "--subaccounts", expect=None)
                if result.returncode != 0:
                    self.assertIn(result.returncode, (5, 7), result.stderr)
                    self.assertEqual(result.stderr.count("error:"), 1)
                    self.sync(api, "--subaccounts")
                self.assertEqual(self.contents(), expected)

    def test_wrong_secret_is_refused_with_a_hint_and_never_shown(self):
        with SampleApi() as api:
            secret = "wrongsecret0123456789"
            result = self.calltally(
                "sync", "--base-url", api.url, *BRIEF_RETRIES, expect=6,
                environment={**api.environment(), "TWILIO_AUTH_TOKEN": secret})
            self.assertIn("check the account SID", result.stderr)
            self.assertNotIn(secret, result.stderr + result.stdout)

    def test_api_key_cannot_read_subaccounts_but_its_own_account(self):
        with SampleApi() as api:
            result = self.calltally(
                "sync", "--base-url", api.url, *BRIEF_RETRIES, "--subaccounts", expect=6,
                environment=api.environment("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY",
                                            "TWILIO_API_SECRET"))
            self.assertIn("error:", result.stderr)
            sid = api.credentials["TWILIO_ACCOUNT_SID"]
            self.assertTrue(self.query("select 1 from calls where account_sid = ?", sid))
            self.assertTrue(self.query("select 1 from month_cells where account_sid = ?", sid))

    def test_unreachable_server_is_a_temporary_failure(self):
        result = self.calltally(
            "sync", "--base-url", "http://127.0.0.1:9", *BRIEF_RETRIES, expect=5,
            environment={"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "x"})
        self.assertEqual(result.stderr.count("error:"), 1)

    def test_foreign_files_are_refused_and_left_alone(self):
        self.mirror.write_text("this is not a database, but a text that is long enough" * 20)
        before = self.mirror.read_bytes()
        environment = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "x"}
        self.calltally("sync", "--base-url", "http://127.0.0.1:9", expect=8,
                       environment=environment)
        self.assertEqual(self.mirror.read_bytes(), before)
        self.calltally("report", expect=8)


if __name__ == "__main__":
    unittest.main()
