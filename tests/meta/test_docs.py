# SPDX-License-Identifier: MIT
"""The docs name every command, option, exit code, table, view, column and cause; and no others."""

import re
import sqlite3
import subprocess
import unittest

from calltally_tests import CALLTALLY, ROOT, MirrorTest


def help_of(*command):
    return subprocess.run([CALLTALLY, *command, "--help"], capture_output=True, text=True).stdout


class Docs(MirrorTest):
    def test_every_command_and_option_is_documented(self):
        text = (ROOT / "docs/cli.md").read_text()
        commands = re.findall(r"^  (\w+) +\S", help_of().split("Subcommands:")[1], re.M)
        self.assertGreaterEqual(len(commands), 4)
        sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## )", text, re.M | re.S))
        self.assertEqual(set(sections) - {"Exit"}, set(commands))
        for command in commands:
            shown = help_of(command)
            for action in re.findall(r"^  (\w+) +\S", shown.partition("Subcommands:")[2], re.M):
                shown += help_of(command, action)
                self.assertIn(f"`{command} {action}", sections[command])
            options = set(re.findall(r"(--[a-z-]+)", shown)) - {"--help"}
            documented = set(re.findall(r"`(--[a-z-]+)", sections[command]))
            self.assertEqual(documented, options, command)

    def test_every_exit_code_is_documented(self):
        header = (ROOT / "src/core/error.hpp").read_text()
        codes = dict(re.findall(r"^    (\w+) = (\d+),", header, re.M))
        text = (ROOT / "docs/cli.md").read_text().split("## Exit codes")[1]
        documented = set(re.findall(r"\d+", " ".join(re.findall(r"^\| ([\d, ]+) \|", text, re.M))))
        used = set()
        sources = "".join(path.read_text() for path in (ROOT / "src").rglob("*.cpp"))
        for name, code in codes.items():
            if re.search(rf"ExitCode::{name}\b", sources):
                used.add(code)
        self.assertEqual(documented, used)

    def test_dictionary_and_schema_page_describe_every_relation_and_column(self):
        connection = sqlite3.connect(":memory:")
        for folder in ("migrations", "views"):
            for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
                connection.executescript(path.read_text())
        connection.executescript((ROOT / "sql/data_dictionary.sql").read_text())
        relations = [row[0] for row in connection.execute(
            "select name from sqlite_master where type in ('table', 'view')")]
        columns = {(relation, "") for relation in relations} | {
            (relation, row[1]) for relation in relations
            for row in connection.execute(f"pragma table_info({relation})")}
        described = {(row[0], row[1]): row for row in connection.execute(
            "select relation, column_name, meaning, unit from data_dictionary")}
        self.assertEqual(set(described), columns)
        subprocess.run([ROOT / "scripts/dictionary-pages.py", "--check"], check=True)

    def test_a_client_can_list_all_columns_at_once(self):
        """Xerial's JDBC driver does so in one compound SELECT of at most 500 terms, with the five columns of SQLite's own
        table, and three more once somebody's tool ran ANALYZE."""
        connection = sqlite3.connect(":memory:")
        for folder in ("migrations", "views"):
            for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
                connection.executescript(path.read_text())
        columns = connection.execute(
            "select count(*) from sqlite_master as m, pragma_table_xinfo(m.name) where m.type in ('table', 'view')")
        self.assertLessEqual(columns.fetchone()[0], 500 - 5 - 3)

    def test_every_relation_says_in_its_own_text_what_it_is(self):
        """Inside CREATE, where `.schema` and every tool that shows the text of a view have it."""
        connection = sqlite3.connect(":memory:")
        for folder in ("migrations", "views"):
            for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
                connection.executescript(path.read_text())
        for name, sql in connection.execute("select name, sql from sqlite_master where type in ('table', 'view')"):
            self.assertRegex(sql.split("\n")[1], "^ *-- [A-Z]", name)

    def test_every_cause_and_state_is_defined(self):
        text = (ROOT / "docs/reconciliation.md").read_text()
        header = (ROOT / "src/core/discrepancy_causes.hpp").read_text()
        causes = re.findall(r'string_view \w+ = "(\w+)"', header)
        self.assertGreaterEqual(len(causes), 8)
        for cause in [*causes, "unexplained"]:
            self.assertIn(f"| `{cause}` |", text)
        states = re.findall(r'return "([a-z ]+)"', (ROOT / "src/core/discrepancy_state.cpp").read_text())
        for state in states:
            self.assertIn(f"| `{state}` |", text)

    def test_views_use_nothing_that_old_sqlite_lacks(self):
        forbidden = re.compile(r'\bSTRICT\b|->>|\bceil\(|\bunixepoch\(|\bformat\(|string_agg|FULL (OUTER )?JOIN|'
                               r'RIGHT (OUTER )?JOIN|MATERIALIZED|IS (NOT )?DISTINCT FROM', re.I)
        for path in [*(ROOT / "sql/views").glob("*.sql"), *(ROOT / "sql/migrations").glob("*.sql")]:
            code = "\n".join(line.split("--")[0] for line in path.read_text().splitlines())
            self.assertIsNone(forbidden.search(code), path.name)
            self.assertNotIn('"', code, path.name)

    def test_every_view_file_is_compiled_in(self):
        listed = (ROOT / "src/store/CMakeLists.txt").read_text()
        for folder in ("migrations", "views"):
            for path in (ROOT / "sql" / folder).glob("*.sql"):
                self.assertIn(f"{folder}/{path.name}", listed)


if __name__ == "__main__":
    unittest.main()
