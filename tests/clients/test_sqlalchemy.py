# SPDX-License-Identifier: MIT
"""SQLAlchemy as a client, with its reflection of the whole catalogue: what Superset and pandas read through."""

import unittest

from client_tests import FOLDER, PYTHON, Client, ClientTest


class SqlAlchemy(ClientTest):
    dates = ("date", "datetime")

    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_sqlalchemy.py"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
