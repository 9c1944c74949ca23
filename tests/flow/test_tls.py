# SPDX-License-Identifier: MIT
"""https with a throw-away authority: the good certificate works, every other is refused."""

import subprocess
import unittest

from calltally_tests import MirrorTest, SampleApi


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *arguments], cwd=cwd, check=True, capture_output=True)


class Tls(MirrorTest):
    def authority(self, name):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", cwd=self.folder)

    def certificate(self, name, alternative, days="2", authority="authority"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout",
                f"{name}.key", "-out", f"{name}.csr", cwd=self.folder)
        (self.folder / "extensions").write_text(f"subjectAltName={alternative}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey",
                f"{authority}.key", "-CAcreateserial", "-days", days, "-extfile", "extensions",
                "-out", f"{name}.pem", cwd=self.folder)
        return ("--tls-cert", self.folder / f"{name}.pem", "--tls-key", self.folder / f"{name}.key")

    def test_certificates(self):
        self.authority("authority")
        self.authority("stranger")
        cases = {
            "good": (self.certificate("good", "IP:127.0.0.1"), "authority.pem", 0),
            "untrusted": (self.certificate("untrusted", "IP:127.0.0.1"), "stranger.pem", 7),
            "wronghost": (self.certificate("wronghost", "DNS:example.org"), "authority.pem", 7),
            "expired": (self.certificate("expired", "IP:127.0.0.1", days="-1"), "authority.pem", 7),
        }
        for name, (options, trusted, expected) in cases.items():
            with self.subTest(certificate=name), SampleApi(*options, scheme="https") as api:
                self.mirror = self.folder / f"{name}.db"
                result = self.sync_without_truth(api, trusted, expected)
                if expected:
                    self.assertIn("certificate", result.stderr)
                    self.assertEqual(api.log.read_text(), "")  # not one request got through

    def sync_without_truth(self, api, trusted, expected):
        return self.sync(api, "--ca-file", self.folder / trusted, expect=expected)


if __name__ == "__main__":
    unittest.main()
