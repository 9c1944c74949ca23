# SPDX-License-Identifier: MIT
"""calltally backup: a snapshot that any reader can open, and that never takes another file's place."""

import os
import sqlite3
import unittest

from calltally_tests import MirrorTest, SampleApi


class Backup(MirrorTest):
    synced = None

    def setUp(self):
        super().setUp()
        if Backup.synced is None:
            with SampleApi() as api:
                self.sync(api)
            Backup.synced = self.mirror.read_bytes()
        self.mirror.write_bytes(Backup.synced)
        self.copy = self.folder / "snapshot.db"

    def dump(self, path, options):
        connection = sqlite3.connect(f"file:{path}?{options}", uri=True)
        try:
            self.assertEqual(connection.execute("pragma integrity_check").fetchone(), ("ok",))
            return list(connection.iterdump()), connection.execute("pragma journal_mode").fetchone()[0], [
                connection.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version")]
        finally:
            connection.close()

    def test_snapshot_holds_everything_and_needs_no_second_file(self):
        # What is still in the write-ahead log is part of it; what is not committed is not.
        writer = sqlite3.connect(self.mirror, isolation_level=None)
        writer.execute("pragma wal_autocheckpoint = 0")
        writer.execute("insert into settings values ('committed', '1')")
        writer.execute("begin immediate")
        writer.execute("insert into settings values ('not committed', '1')")
        self.assertEqual(self.calltally("backup", self.copy).stdout, "")
        writer.execute("rollback")
        alone = self.folder / "alone"
        alone.mkdir()
        moved = self.copy.rename(alone / "copy.db")
        alone.chmod(0o555)
        self.addCleanup(alone.chmod, 0o755)
        lines, journal, identity = self.dump(moved, "immutable=1")
        expected, _, expected_identity = self.dump(self.mirror, "mode=ro")
        writer.close()
        self.assertEqual(sorted(lines), sorted(expected))
        self.assertTrue(any("'committed'" in line for line in lines))
        self.assertFalse(any("'not committed'" in line for line in lines))
        self.assertEqual(journal, "delete")
        self.assertEqual(identity, expected_identity)
        self.assertEqual(moved.stat().st_mode & 0o777, 0o600)
        self.assertEqual(os.listdir(alone), ["copy.db"])
        self.assertIn("combined", self.calltally("report", database=moved).stdout)

    def test_no_file_is_replaced(self):
        link = self.folder / "link"
        link.symlink_to(self.folder / "nowhere")
        self.copy.write_text("mine")
        for name in (self.copy, link, self.mirror, self.folder):
            self.assertIn("already; name one that is not there",
                          self.calltally("backup", name, expect=2).stderr)
        self.assertEqual(self.copy.read_text(), "mine")
        self.assertFalse((self.folder / "nowhere").exists())

    def test_a_failure_leaves_nothing_behind(self):
        missing = self.folder / "no" / "snapshot.db"
        self.assertIn("No such file or directory", self.calltally("backup", missing, expect=9).stderr)
        damaged = self.mirror.read_bytes()
        self.mirror.write_bytes(damaged[:len(damaged) // 2])
        self.assertNotEqual(self.calltally("backup", self.copy, expect=None).returncode, 0)
        self.assertEqual([name for name in os.listdir(self.folder) if "snapshot" in name], [])


if __name__ == "__main__":
    unittest.main()
