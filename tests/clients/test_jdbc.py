# SPDX-License-Identifier: MIT
"""Xerial's JDBC driver as a client: what DBeaver, Metabase and other Java programs read through."""

import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from client_tests import FOLDER, Client, ClientTest

DRIVER = "/usr/share/java/sqlite-jdbc.jar"


class Jdbc(ClientTest):
    @classmethod
    def setUpClass(cls):
        cls.classes = pathlib.Path(tempfile.mkdtemp(prefix="calltally-classes-"))
        cls.addClassCleanup(shutil.rmtree, cls.classes)
        cls.classes.chmod(0o755)
        subprocess.run(["javac", "-d", cls.classes, FOLDER / "ReadWithJdbc.java"], check=True)

    def start(self, *module):
        return self.java("UTC", *module)

    def java(self, zone, *module):
        return Client(["java", f"-Duser.timezone={zone}", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
                       "-cp", f"{self.classes}:{DRIVER}", "ReadWithJdbc", self.mirror, *module])

    def test_a_timestamp_is_right_where_java_s_time_zone_is_utc(self):
        """And hours off elsewhere: what docs/clients.md warns of."""
        statement = "select start_time from calls where start_time is not null order by sid limit 20"
        right = [row[0][1].replace(" ", "T") + "Z" for row in self.shell().ask(statement)]
        read = {}
        for zone in ("UTC", "America/New_York"):
            client = self.java(zone)
            self.addCleanup(client.close)
            read[zone] = [row[0][1] for row in client.ask(f"timestamps {statement}")]
        self.assertEqual(read["UTC"], right)
        self.assertFalse(set(read["America/New_York"]) & set(right))

    def test_the_catalogue_has_room_for_few_more_columns(self):
        """What docs/clients.md warns of: the driver lists every column of the file in one statement of 500 terms."""
        writer = sqlite3.connect(self.mirror)
        self.addCleanup(writer.close)  # not before: -wal and -shm would go
        taken = 5 + writer.execute("select count(*) from sqlite_master as m, pragma_table_info(m.name) "
                                   "where m.type in ('table', 'view')").fetchone()[0]  # 5: of SQLite's own table
        self.assertLess(taken, 500, "the schema has too many columns for JDBC: no tool of Java's would show any of it")
        for columns, fits in ((500 - taken, True), (501 - taken, False)):
            writer.execute("drop table if exists somebodys")
            writer.execute(f"create table somebodys ({', '.join(f'c{n}' for n in range(columns))})")
            writer.commit()
            client = self.client()
            if fits:
                self.assertEqual(len(client.ask("catalogue")), 500)
            else:
                self.assertRaisesRegex(RuntimeError, "too many terms in compound SELECT", client.ask, "catalogue")


del ClientTest

if __name__ == "__main__":
    unittest.main()
