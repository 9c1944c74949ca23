# SPDX-License-Identifier: MIT
"""docs/sql-functions.md is true: every example gives the result written under it, and every
function has a heading. A result is the line `-- result` directly after a statement."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

MODULE = pathlib.Path(os.environ["CALLTALLY_BUILD_DIR"]) / "lib" / "calltally" / "calltally.so"
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "sql-functions.md"


def shell(script):
    """The shell's output, or `error: ` and the message, as the page writes it."""
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(
            ["sqlite3", "-batch", "-bail", ":memory:"], input=script, capture_output=True,
            text=True, env={"PATH": os.environ["PATH"], "HOME": home})
    if result.returncode == 0:
        return result.stdout.rstrip("\n")
    # Shells of different ages say `Error: near line 2: ` or `Runtime error near line 2: `.
    return re.sub(r"^.*?error:? near line \d+: ", "error: ", result.stderr.strip(), flags=re.I)


def examples(text):
    """Pairs of a statement and the lines of its result."""
    for block in re.findall(r"^```sql\n(.*?)^```$", text, flags=re.S | re.M):
        statement, result = [], []
        for line in block.splitlines():
            if line.startswith("-- "):
                result.append(line[3:])
                continue
            if result:
                yield "\n".join(statement), "\n".join(result)
                statement, result = [], []
            statement.append(line)
        yield "\n".join(statement), "\n".join(result)


class SqlFunctionsPage(unittest.TestCase):
    text = PAGE.read_text(encoding="utf-8")

    def test_every_example_gives_its_result(self):
        found = list(examples(self.text))
        self.assertGreater(len(found), 20)
        for statement, result in found:
            with self.subTest(statement=statement):
                self.assertTrue(statement.endswith(";"), "an example is a statement and a result")
                self.assertTrue(result, "an example has a result")
                self.assertEqual(shell(f".load {MODULE}\n{statement}\n"), result)

    def test_every_function_has_a_heading_and_no_heading_lacks_one(self):
        listed = shell("CREATE TABLE before AS SELECT name FROM pragma_function_list;\n"
                       f".load {MODULE}\n"
                       "SELECT DISTINCT name FROM pragma_function_list WHERE name NOT IN "
                       "(SELECT name FROM before);\n")
        headings = set(re.findall(r"^## (.*)$", self.text, flags=re.M))
        self.assertEqual(headings - {"Loading", "Concepts"}, set(listed.splitlines()))


if __name__ == "__main__":
    unittest.main()
