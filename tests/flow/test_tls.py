# SPDX-License-Identifier: MIT
"""https with a throw-away authority: the good certificate works, every other is refused."""

import socketserver
import subprocess
import threading
import unittest

from calltally_tests import BRIEF_RETRIES, MirrorTest, SampleApi


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *arguments], cwd=cwd, check=True, capture_output=True)


class Proxy(socketserver.ThreadingTCPServer):
    """Takes note of what it is asked, and lets nobody through."""

    def __init__(self):
        self.asked = []
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = self.rfile.readline()
                    if not line:
                        break
                    head += line
                proxy.asked.append(head.decode())
                self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                                 b"Content-Length: 0\r\nConnection: close\r\n\r\n")

        super().__init__(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Tls(MirrorTest):
    def test_the_proxy_of_the_environment_is_asked_for_twilio_and_told_no_secret(self):
        secret = "0123456789abcdefCANARY"
        for name, place, host in (
                ("https_proxy", {}, "api.twilio.com"),
                ("HTTPS_PROXY", {"TWILIO_REGION": "us1"}, "api.twilio.com"),
                ("ALL_PROXY", {"TWILIO_EDGE": "dublin", "TWILIO_REGION": "ie1"}, "api.dublin.ie1.twilio.com"),
                ("all_proxy", {"TWILIO_EDGE": "sydney"}, "api.sydney.us1.twilio.com")):
            with self.subTest(host=host), Proxy() as proxy:
                environment = {name: f"http://127.0.0.1:{proxy.server_address[1]}", **place,
                               "TWILIO_ACCOUNT_SID": "AC" + "a" * 32, "TWILIO_AUTH_TOKEN": secret}
                result = self.calltally("sync", *BRIEF_RETRIES, environment=environment, expect=None)
                self.assertEqual(result.returncode, 6, result.stderr)
                self.assertIn("USER:PASSWORD@HOST", result.stderr)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                self.assertEqual(len(proxy.asked), 1)  # asking again would not help
                for head in proxy.asked:
                    self.assertTrue(head.startswith(f"CONNECT {host}:443 "), head)
                    self.assertNotIn("authorization", head.lower())
                    self.assertNotIn(secret, head + result.stderr)

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
