# SPDX-License-Identifier: MIT
"""R's RSQLite as a client. Only with scripts/test.sh --clients."""

import pathlib
import shutil
import unittest

from client_tests import FOLDER, Client, ClientTest, only_if_asked_for


class RSqlite(ClientTest):
    def setUp(self):
        only_if_asked_for(self, Rscript=shutil.which("Rscript"),
                          RSQLite=pathlib.Path("/usr/lib/R/site-library/RSQLite").exists())
        super().setUp()

    def start(self, *module):
        return Client(["Rscript", "--vanilla", self.reachable(FOLDER / "read_with_r.R"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
