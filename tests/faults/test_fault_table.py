# SPDX-License-Identifier: MIT
"""docs/faults.md has every case, with an exit code that exists and a test that is there."""

import re
import unittest

from calltally_tests import ROOT

CASES = [f"A{number:02}" for number in range(1, 94)]


class FaultTable(unittest.TestCase):
    def setUp(self):
        text = (ROOT / "docs/faults.md").read_text()
        self.rows = re.findall(r"^\| (A\d+) \| (.+?) \| (.+?) \| ([\d, ]+) \| (.+) \|$", text, re.M)

    def test_every_case_has_its_row(self):
        self.assertEqual([row[0] for row in self.rows], CASES)

    def test_exit_codes_are_documented_ones(self):
        documented = set(re.findall(r"^\| (\d+)", (ROOT / "docs/cli.md").read_text(), re.M))
        for case, _, _, codes, _ in self.rows:
            self.assertLessEqual(set(codes.split(", ")), documented, case)

    def test_every_row_names_tests_that_exist(self):
        for case, _, _, _, tests in self.rows:
            names = re.findall(r"`([a-z]+/test_\w+\.(?:py|cpp)): (.+?)`", tests)
            self.assertEqual(len(names), tests.count("; ") + 1, case)
            for file, name in names:
                text = (ROOT / "tests" / file).read_text()
                if file.endswith(".cpp"):
                    self.assertIn(f'"{name}"', text, case)
                else:
                    match = re.search(rf'def {name}\(self\):\n        """(.*?)"""', text, re.S)
                    self.assertIsNotNone(match, (case, name))
                    self.assertIn(case, match.group(1), name)

    def test_every_case_that_a_test_names_lists_that_test(self):
        listed = {(case, name) for case, _, _, _, tests in self.rows
                  for name in re.findall(r": (test_\w+)`", tests)}
        for path in (ROOT / "tests/faults").glob("test_*.py"):
            for name, words in re.findall(r'def (test_\w+)\(self\):\n        """(.*?)"""',
                                          path.read_text(), re.S):
                for case in re.findall(r"\bA\d\d\b", words):
                    self.assertIn((case, name), listed)


if __name__ == "__main__":
    unittest.main()
