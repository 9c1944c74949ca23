# SPDX-License-Identifier: MIT
"""LibreOffice Base as a client, and Calc with an exported CSV. Only with scripts/test.sh --clients."""

import pathlib
import re
import shutil
import sqlite3
import subprocess
import unittest

from calltally_tests import MirrorTest, SampleApi
from client_tests import FOLDER, PYTHON, SECONDS, Client, ClientTest, only_if_asked_for


class LibreOffice(ClientTest):
    dates = ("date", "datetime")
    types_by_first_row = True

    def setUp(self):
        only_if_asked_for(self, soffice=shutil.which("soffice"),
                          uno=pathlib.Path("/usr/lib/python3/dist-packages/uno.py").exists())
        super().setUp()

    def start(self, *module):
        return Client([PYTHON, self.reachable(FOLDER / "read_with_libreoffice.py"), self.mirror, *module])


class Calc(MirrorTest):
    def setUp(self):
        only_if_asked_for(self, soffice=shutil.which("soffice"),
                          calc=pathlib.Path("/usr/lib/libreoffice/program/libsclo.so").exists())
        super().setUp()
        with SampleApi() as api:
            self.sync(api)
        connection = sqlite3.connect(self.mirror)
        connection.execute("create table odd (phone, price, n, a, b, c, d)")
        connection.execute("insert into odd values ('+14155552001', -0.0085, -12, '=1+1', '+cmd|calc', '@SUM(1)', '-2+3')")
        connection.commit()
        connection.close()

    def test_an_exported_csv_holds_no_formula_and_its_numbers_are_numbers(self):
        target = self.folder / "odd.csv"
        self.calltally("export", "odd", "-o", target)
        self.convert(target)
        sheet = (self.folder / "odd.fods").read_text()
        self.assertNotIn("table:formula", sheet)
        for value in ("-0.0085", "-12", "14155552001"):  # Calc drops the plus, not a digit
            self.assertIn(f'office:value-type="float" office:value="{value}"', sheet)
        shown = re.findall("<text:p>([^<]*)", sheet)
        for text in ("=1+1", "+cmd|calc", "@SUM(1)", "-2+3"):
            self.assertIn("&apos;" + text, shown)
        # What makes it so: otherwise Calc computes.
        self.calltally("export", "odd", "--plain", "-o", target)
        self.convert(target)
        self.assertIn("table:formula", (self.folder / "odd.fods").read_text())

    def convert(self, path):
        subprocess.run(["soffice", f"-env:UserInstallation=file://{self.folder}/user", "--headless", "--convert-to", "fods",
                        "--outdir", self.folder, path], check=True, capture_output=True, timeout=SECONDS)


del ClientTest, MirrorTest

if __name__ == "__main__":
    unittest.main()
