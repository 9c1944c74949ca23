# SPDX-License-Identifier: MIT
"""docs/sql-functions.md is true: every example gives the result written under it, and every
function has a heading. A result is the line `-- result` directly after a statement. Examples in a
block that is marked `mirror` are run on the quick start's mirror."""

import os
import re
import subprocess
import tempfile

from calltally_tests import MODULE, MODULE_LOADER, ROOT, MirrorTest, SampleApi, unittest

PAGE = ROOT / "docs" / "sql-functions.md"


def shell(script, database=":memory:"):
    """The shell's output, or `error: ` and the message, as the page writes it."""
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(
            ["sqlite3", "-batch", "-bail", database], input=script, capture_output=True,
            text=True, env={"PATH": os.environ["PATH"], "HOME": home, **MODULE_LOADER})
    if result.returncode == 0:
        return result.stdout.rstrip("\n")
    # Shells of different ages say `Error: near line 2: ` or `Runtime error near line 2: `.
    return re.sub(r"^.*?error:? near line \d+: ", "error: ", result.stderr.strip(), flags=re.I)


def examples(text, kind="sql"):
    """Pairs of a statement and the lines of its result, of the blocks of one kind."""
    for block in re.findall(rf"^```{kind}\n(.*?)^```$", text, flags=re.S | re.M):
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


class SqlFunctionsPage(MirrorTest):
    text = PAGE.read_text(encoding="utf-8")

    def test_every_example_gives_its_result(self):
        found = list(examples(self.text))
        self.assertGreater(len(found), 20)
        for statement, result in found:
            with self.subTest(statement=statement):
                self.assertTrue(statement.endswith(";"), "an example is a statement and a result")
                self.assertTrue(result, "an example has a result")
                self.assertEqual(shell(f".load {MODULE}\n{statement}\n"), result)

    def test_every_example_on_a_mirror_gives_its_result(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        found = list(examples(self.text, "sql mirror"))
        self.assertGreater(len(found), 3)
        for statement, result in found:
            with self.subTest(statement=statement):
                self.assertTrue(statement.endswith(";"), "an example is a statement and a result")
                self.assertEqual(shell(f".load {MODULE}\n{statement}\n", self.mirror), result)

    def test_every_function_has_a_heading_and_no_heading_lacks_one(self):
        names = ("SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list "
                 "WHERE name NOT LIKE 'pragma%'")
        listed = shell(f"CREATE TABLE before AS {names};\n.load {MODULE}\n"
                       f"SELECT name FROM ({names}) EXCEPT SELECT name FROM before;\n")
        headings = set(re.findall(r"^## (.*)$", self.text, flags=re.M))
        self.assertEqual(headings - {"Loading", "Concepts", "Table functions"}, set(listed.splitlines()))


if __name__ == "__main__":
    unittest.main()
