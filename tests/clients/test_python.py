# SPDX-License-Identifier: MIT
"""Python's sqlite3 module as a client."""

import unittest

from client_tests import FOLDER, PYTHON, Client, ClientTest


class Python(ClientTest):
    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_python.py"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
