# SPDX-License-Identifier: MIT
"""R's RSQLite as a client. Where R is not installed: skipped, see scripts/test.sh --clients."""

import pathlib
import shutil
import unittest

from client_tests import FOLDER, Client, ClientTest, install


class RSqlite(ClientTest):
    def setUp(self):
        install(self, not shutil.which("Rscript") and "Rscript",
                not pathlib.Path("/usr/lib/R/site-library/RSQLite").exists() and "RSQLite")
        super().setUp()

    def start(self, *module):
        return Client(["Rscript", "--vanilla", self.reachable(FOLDER / "read_with_r.R"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
