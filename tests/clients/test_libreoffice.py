# SPDX-License-Identifier: MIT
"""LibreOffice Base as a client. Only with scripts/test.sh --clients."""

import pathlib
import shutil
import unittest

from client_tests import FOLDER, PYTHON, Client, ClientTest, only_if_asked_for


class LibreOffice(ClientTest):
    dates = ("date", "datetime")
    types_by_first_row = True

    def setUp(self):
        only_if_asked_for(self, soffice=shutil.which("soffice"),
                          uno=pathlib.Path("/usr/lib/python3/dist-packages/uno.py").exists())
        super().setUp()

    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_libreoffice.py"), self.mirror, *module])


del ClientTest

if __name__ == "__main__":
    unittest.main()
