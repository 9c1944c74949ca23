# SPDX-License-Identifier: MIT
"""Each folder includes only what its place in the design lets it see."""

import re
import unittest

from calltally_tests import ROOT

MAY_SEE = {
    "core": {"core"},
    "store": {"store", "core", "extension"},
    "api": {"api", "core"},
    "importer": {"importer", "core"},
    "sync": {"sync", "api", "store", "core"},
    "report": {"report", "store", "core"},
    "cli": {"cli", "sync", "importer", "report", "api", "store", "core", "extension"},
}
LIBRARIES = {  # who may touch what
    "SQLiteCpp": {"store", "report", "sync", "cli"},
    "sqlite3.h": {"store", "cli"},
    "curl": {"api"},
    "openssl": {"api"},
    "cctz": {"core"},
    "CLI": {"cli"},
    "csv.h": {"importer"},
    "zlib.h": {"importer"},
}


def includes(path):
    for line in path.read_text().splitlines():
        match = re.match(r'#include ([<"])([^>"]+)[>"]', line)
        if match:
            yield match[1], match[2]


class Includes(unittest.TestCase):
    def test_folders_look_one_way_only(self):
        seen = 0
        for folder, allowed in MAY_SEE.items():
            for path in (ROOT / "src" / folder).glob("*.[ch]pp"):
                for kind, name in includes(path):
                    seen += 1
                    first = name.split("/")[0]
                    if kind == '"':
                        self.assertIn(first, allowed, f"{path.name} includes {name}")
                    elif first in LIBRARIES:
                        self.assertIn(folder, LIBRARIES[first], f"{path.name} includes {name}")
        self.assertGreater(seen, 100)

    def test_extension_sees_core_and_the_extension_interface_only(self):
        for path in (ROOT / "extension").glob("*.[ch]pp"):
            for kind, name in includes(path):
                if kind == '"':
                    self.assertIn(name.split("/")[0], {"extension", "core"}, path.name)
                elif name == "sqlite3.h":
                    self.assertEqual(path.name, "register.cpp")

    def test_sample_shares_nothing_with_the_programs_it_tests(self):
        for path in (ROOT / "sample").glob("*.[ch]pp"):
            for kind, name in includes(path):
                if kind == '"':
                    self.assertEqual(name.split("/")[0], "sample", path.name)

    def test_no_file_is_longer_than_400_lines(self):
        for folder in ("src", "extension", "sample"):
            for path in (ROOT / folder).rglob("*.[ch]pp"):
                self.assertLessEqual(len(path.read_text().splitlines()), 400, path.name)


if __name__ == "__main__":
    unittest.main()
