# SPDX-License-Identifier: MIT
"""LibreOffice Base as a client. Where it is not installed: skipped, see scripts/test.sh --clients."""

import pathlib
import shutil
import unittest

from client_tests import FOLDER, PYTHON, Client, ClientTest, install


class LibreOffice(ClientTest):
    dates = ("date", "datetime")

    def setUp(self):
        install(self, not shutil.which("soffice") and "libreoffice-base",
                not pathlib.Path("/usr/lib/python3/dist-packages/uno.py").exists() and "python3-uno")
        super().setUp()

    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_libreoffice.py"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
