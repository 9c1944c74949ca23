# SPDX-License-Identifier: MIT
"""Python's sqlite3 module as a client."""

import subprocess
import unittest

from client_tests import FOLDER, PYTHON, Client, ClientTest, reading_user


class Python(ClientTest):
    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_python.py"), self.mirror, *module])

    def test_the_reader_of_these_tests_may_not_write_and_the_log_is_in_use(self):
        """Otherwise the others would show nothing."""
        self.without_write_permission()
        self.assertEqual(self.client().ask("pragma journal_mode"), [[["text", "wal"]]])
        for what in (f"open({str(self.mirror)!r}, 'r+')", f"open({str(self.folder / 'new')!r}, 'w')"):
            result = subprocess.run([PYTHON, "-c", what], capture_output=True, text=True, **reading_user())
            self.assertIn("PermissionError", result.stderr)

    def test_without_the_files_beside_it_it_cannot_be_read(self):
        """What docs/clients.md says of the time between another tool's writing and the next sync."""
        self.owner_writes_with_another_tool()
        self.without_write_permission()
        with self.assertRaisesRegex(RuntimeError, "attempt to write a readonly database"):
            self.client().ask("select count(*) from calls")


del ClientTest

if __name__ == "__main__":
    unittest.main()
