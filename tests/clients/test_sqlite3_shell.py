# SPDX-License-Identifier: MIT
"""The sqlite3 shell as a client."""

import unittest

from client_tests import CALLS, CAUSES, MONTHS, SUMS, ClientTest, ShellClient


class Sqlite3Shell(ClientTest):
    def start(self, *module):
        return ShellClient(self.mirror, *module)

    def test_a_backup_can_be_read_as_immutable(self):
        """As docs/clients.md says, where the mirror itself must not be: no file beside it, no right to write."""
        folder = self.folder / "snapshots"
        folder.mkdir(mode=0o755)
        snapshot = folder / "snapshot.db"
        self.calltally("backup", snapshot)
        snapshot.chmod(0o444)
        client = ShellClient(f"file:{snapshot}?immutable=1")
        self.addCleanup(client.close)
        for statement in (MONTHS, CAUSES, CALLS, SUMS):
            self.assertEqual(client.ask(statement), self.shell().ask(statement))
        self.assertEqual([path.name for path in folder.iterdir()], ["snapshot.db"])


del ClientTest

if __name__ == "__main__":
    unittest.main()
