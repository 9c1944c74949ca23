# SPDX-License-Identifier: MIT
"""docs/clients.md: what it calls tested has its test, and its examples run and print what the page shows.

CALLTALLY_WRITE_DOCS=1 (with CALLTALLY_CLIENTS=1) writes what they print into the page.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from client_tests import FOLDER, MODULES, PYTHON, SECONDS, ReadableMirror, reading_user
from calltally_tests import MODULE, ROOT
from test_jdbc import DRIVER
from test_node import node

PAGE = ROOT / "docs/clients.md"
INSTALLED_MODULE = "/usr/local/lib/calltally/calltally.so"  # as the page says it
HEAVY = ("import pandas", "RSQLite")
BLOCK = re.compile(r"```(sh|python|js|r|java|sql)\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.S)


class ClientsPage(ReadableMirror):
    def setUp(self):
        super().setUp()
        for path in self.folder.iterdir():
            path.rename(self.folder / path.name.replace("mirror.db", "calls.db"))
        self.page = PAGE.read_text()
        self.classes = pathlib.Path(tempfile.mkdtemp(prefix="calltally-classes-"))
        self.addCleanup(shutil.rmtree, self.classes)
        self.classes.chmod(0o755)

    def test_what_is_called_tested_has_its_test_and_its_recipe(self):
        rows = re.findall(r"^\| \[([^]]+)\]\(#([\w-]+)\) \| (.*) \|$", self.page, re.M)
        sections = re.findall(r"^## (.+)$", self.page, re.M)[1:]
        self.assertEqual([name for name, _, _ in rows], sections)
        for name, anchor, _ in rows:
            self.assertEqual(anchor, re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-"))
        named = {match for _, _, tested in rows for match in re.findall(r"`tests/clients/(\w+\.py)`", tested)}
        matrix = {path.name for path in FOLDER.glob("test_*.py")
                  if re.search(r"^class \w+\(ClientTest\)", path.read_text(), re.M)}
        self.assertGreaterEqual(len(matrix), 8)
        self.assertEqual(named, matrix | {"test_dashboard.py", "test_old_sqlite.py", "test_clickhouse.py"})

    def test_examples_run_and_print_what_the_page_shows(self):
        sources = self.folder / "odbc.ini"
        sources.write_text(re.search(r"```ini\n(.*?)```", self.page, re.S)[1])
        self.without_write_permission()
        sources.chmod(0o666)  # unixODBC reads a user's file only where the user may write it
        written, ran = self.page, 0
        for match in BLOCK.finditer(self.page):
            language, code, shown = match.groups()
            if any(word in code for word in HEAVY) and not os.environ.get("CALLTALLY_CLIENTS"):
                continue
            printed = self.run_example(language, code.replace(INSTALLED_MODULE, str(self.reachable(MODULE))))
            ran += 1
            if shown is not None and os.environ.get("CALLTALLY_WRITE_DOCS"):
                written = written.replace(match[0], match[0].replace(f"```text\n{shown}```", f"```text\n{printed}```"))
            elif shown is not None:
                self.assertEqual(printed, shown, code)
        self.assertGreaterEqual(ran, 10)
        if written != self.page:
            PAGE.write_text(written)

    def run_example(self, language, code):
        command = {"sh": ["bash", "-e", "-c", code], "python": [PYTHON, "-c", code],
                   "sql": ["sqlite3", "-readonly", "calls.db", code], "r": ["Rscript", "--vanilla", "-e", code],
                   "js": [self.reachable(node()), "-e", code],
                   "java": ["java", "-cp", f"{DRIVER}:{self.classes}", "Example"]}[language]
        if language == "java":
            self.compile(code)
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
                 "ODBCINI": str(self.folder / "odbc.ini"), "NODE_PATH": str(self.reachable(MODULES))}, **reading_user())
        self.assertEqual((result.returncode, result.stderr), (0, ""), code)
        return result.stdout

    def compile(self, code):
        (self.classes / "Example.java").write_text(code)
        subprocess.run(["javac", self.classes / "Example.java"], check=True)


del ReadableMirror

if __name__ == "__main__":
    unittest.main()
