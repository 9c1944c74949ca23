# SPDX-License-Identifier: MIT
"""The sqlite3 shell as a client."""

import unittest

from client_tests import ClientTest, ShellClient


class Sqlite3Shell(ClientTest):
    def start(self, *module):
        return ShellClient(self.mirror, *module)


del ClientTest

if __name__ == "__main__":
    unittest.main()
