# SPDX-License-Identifier: MIT
"""A snapshot of the mirror opens in SQLite 3.33, and every view answers there."""

import json
import pathlib
import sqlite3
import subprocess
import unittest

from calltally_tests import MirrorTest, SampleApi


class OldSqlite(MirrorTest):
    def test_every_relation_can_be_read(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        snapshot = self.folder / "snapshot.db"
        connection = sqlite3.connect(self.mirror)
        self.calltally("backup", snapshot)
        views = {row[0] for row in connection.execute(
            "select name from sqlite_master where type = 'view'")}
        expected = {name: connection.execute(f"select count(*) from {name}").fetchone()[0]
                    for name in views}
        connection.close()
        script = pathlib.Path(__file__).with_name("read_every_view.js")
        answer = subprocess.run(["node", script, snapshot], capture_output=True, text=True)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        read = json.loads(answer.stdout)
        self.assertEqual(read["version"], "3.33.0")
        self.assertGreaterEqual(len(views), 15)
        self.assertEqual({name: read["counts"][name] for name in views}, expected)


if __name__ == "__main__":
    unittest.main()
