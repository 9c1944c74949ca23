# SPDX-License-Identifier: MIT
"""Xerial's JDBC driver as a client: what DBeaver, Metabase and other Java programs read through."""

import pathlib
import shutil
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
        return Client(["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
                       "-cp", f"{self.classes}:{DRIVER}", "ReadWithJdbc", self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
