# SPDX-License-Identifier: MIT
"""docs/import.md names every kind of bad input with a test that there is, and every format."""

import re
import unittest

from calltally_tests import ROOT

PLACES = ("tests/commands/import/test_bad_input.py", "tests/commands/import/test_bad_files.py",
          "tests/importer/test_csv_reader.cpp")


class ImportDocs(unittest.TestCase):
    def test_the_table_of_bad_input_is_complete(self):
        table = re.findall(r"^\| (B\d\d) \| (.+?) \| (.+?) \| `(.+?)` \|$",
                           (ROOT / "docs/import.md").read_text(), re.M)
        self.assertEqual([row[0] for row in table], [f"B{number:02}" for number in range(1, 33)])
        sources = "".join((ROOT / place).read_text() for place in PLACES)
        tests = set(re.findall(r"def (test_\w+)\(self", sources)) | set(
            re.findall(r'TEST_CASE\("(.+?)"\)', sources))
        for name, _, _, test in table:
            self.assertIn(test, tests, name)
            if test.startswith("test_"):
                self.assertTrue(test.startswith(f"test_{name.lower()}_"), test)
        named = {row[3] for row in table}
        for test in tests:
            if re.match(r"test_b\d\d_", test):
                self.assertIn(test, named)

    def test_every_format_is_documented(self):
        source = (ROOT / "src/importer/file_format.hpp").read_text()
        formats = re.findall(r"^    (\w+_(?:calls|usage)), +///<", source, re.M)
        self.assertEqual(len(formats), 7)
        documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/import.md").read_text(), re.M)
        self.assertEqual(documented, formats)

    def test_the_template_is_read_as_the_page_shows_it(self):
        page = (ROOT / "docs/import.md").read_text()
        header = re.search(r"^category,month,.*$", page, re.M)[0]
        names = header.split(",")
        source = (ROOT / "src/importer/file_format.cpp").read_text()
        for name in names:
            self.assertIn(f'{{"{name.replace("_", "")}", Column::', source)


if __name__ == "__main__":
    unittest.main()
