# SPDX-License-Identifier: MIT
"""Everything has its test: sources, views, SQL functions, commands. And nothing is left lying about."""

import re
import unittest

from calltally_tests import ROOT

# Sources that a test of another name tests, because only together they are something.
TESTED_BY = {
    "api/account_fields": "api/test_account_rows.cpp",  # a row reader and its fields are one parser
    "api/call_fields": "api/test_call_rows.cpp",
    "api/usage_fields": "api/test_usage_rows.cpp",
    "api/field_values": "api/test_call_rows.cpp",
    "api/row_notes": "api/test_page.cpp",
    "api/row_reader": "api/test_page.cpp",
    "store/cell_writer": "store/test_month_close.cpp",  # parts of closing a month, seen in its cells
    "store/log_reading": "store/test_month_close.cpp",
    "store/rater": "store/test_re_rate.cpp",
    "store/call_reading": "store/test_cause_search.cpp",
    "store/backup": "commands/backup/test_backup.py",  # one statement and its file, seen from outside
    "store/month_comparison": "store/test_month_close.cpp",
    "report/relation_export": "commands/export/test_export.py",
    "report/report_page": "commands/report/test_report_page.py",  # one page, looked at as a whole
    "report/html_account": "commands/report/test_report_page.py",
    "report/html_guide": "commands/report/test_report_page.py",
    "report/html_report": "commands/report/test_report_page.py",
    "report/html_style": "commands/report/test_report_page.py",
    "report/html_table": "commands/report/test_report_page.py",
    "report/svg_bridge": "commands/report/test_report_page.py",
    "report/svg_days": "commands/report/test_report_page.py",
    "report/svg_heat_map": "commands/report/test_report_page.py",
    "report/svg_picture": "commands/report/test_report_page.py",
    "report/rules_report": "commands/rules/test_rules.py",  # one table, shown by the command
    "extension/arguments": "extension/test_contract.cpp",  # what every function does with arguments
    "extension/callback": "extension/test_contract.cpp",
    "extension/entry_point": "extension/test_loading.cpp",
    "extension/module": "extension/test_loading.cpp",
    "extension/function_table": "extension/test_registration.cpp",
    "extension/register": "extension/test_registration.cpp",
    "extension/account_source": "extension/test_live_month_report.cpp",  # parts of table functions
    "extension/inner_query": "extension/test_table_function.cpp",
    "extension/reported_usage": "extension/test_rounding_whatif.cpp",
}
# Folders whose files are steps of a whole run, and are tested by running it.
TESTED_AS_RUNS = {"cli": "commands", "importer": "flow", "sync": "flow"}

SKIPPED = {"build", ".git", "node_modules", "__pycache__"}


def files_of_the_tree():
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts):
            try:
                yield path, path.read_text()
            except UnicodeDecodeError:
                pass  # not a text


class Tests(unittest.TestCase):
    def sources(self):
        for folder in [*(ROOT / "src").iterdir(), ROOT / "extension"]:
            for path in folder.glob("*.cpp"):
                yield folder.name, path.stem

    def test_every_source_file_has_a_test(self):
        names = [f"{folder}/{name}" for folder, name in self.sources()]
        self.assertGreater(len(names), 50)
        self.assertEqual([name for name in TESTED_BY if name not in names], [], "no such source")
        untested = []
        for name in names:
            folder, _, stem = name.partition("/")
            by = TESTED_BY.get(name, f"{folder}/test_{stem}.cpp")
            if not (ROOT / "tests" / by).exists() and folder not in TESTED_AS_RUNS:
                untested.append(name)
        self.assertEqual(untested, [])

    def test_every_source_file_is_built(self):
        for path in (path for folder in ("src", "extension", "sample")
                     for path in (ROOT / folder).rglob("*.cpp")):
            lists = path.parent / "CMakeLists.txt"
            self.assertIn(path.name, re.findall(r"[\w.-]+", lists.read_text()), path)

    def test_every_test_file_is_built_or_run(self):
        for path in (ROOT / "tests").rglob("test_*.*"):
            if path.suffix in (".cpp", ".py") and "views" not in path.parts:  # views takes all it has
                lists = (path.parent / "CMakeLists.txt").read_text()
                self.assertIn(path.name, lists, path)

    def test_every_view_has_a_test(self):
        views = {path.stem for path in (ROOT / "sql/views").glob("*.sql")}
        tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests/views").glob("test_*.py")}
        self.assertEqual(views, tests)

    def test_every_sql_function_is_tested(self):
        names = set()
        for path in (ROOT / "extension").glob("*.cpp"):
            names |= set(re.findall(r'^    \{"(\w+)", \d,', path.read_text(), re.M))
        self.assertGreaterEqual(len(names), 11)
        tests = "".join(path.read_text() for path in (ROOT / "tests/extension").glob("*.[cp]*"))
        self.assertEqual([name for name in sorted(names) if f"{name}(" not in tests], [])

    def test_every_command_is_run(self):
        commands = {path.stem.removeprefix("command_") for path in (ROOT / "src/cli").glob("command_*.cpp")}
        self.assertGreaterEqual(len(commands), 4)
        lists = (ROOT / "tests/commands/CMakeLists.txt").read_text()
        for command in commands:
            folder = ROOT / "tests/commands" / command
            self.assertTrue([*folder.glob("*.run"), *folder.glob("test_*.py")], command)
            self.assertRegex(lists, rf"\b{command}\b")

    def test_no_test_case_has_a_name_that_ctest_takes_apart(self):
        for path in (ROOT / "tests").rglob("*.cpp"):
            for name in re.findall(r'TEST_CASE\(\s*"([^"]*)"', path.read_text()):
                self.assertNotIn(";", name, path.name)

    def test_no_path_of_one_machine(self):
        machine = re.compile(r"(?<![\w/.])/(?:work|root|home|Users|mnt)/\w")
        for path, text in files_of_the_tree():
            if path.name != "test_tests.py":
                self.assertIsNone(machine.search(text), f"{path}: {machine.search(text)}")

    def test_nothing_is_marked_as_unfinished(self):
        mark = re.compile(r"\b(TODO|FIXME|HACK|TBD|WIP)\b")
        for path, text in files_of_the_tree():
            if path.name != "test_tests.py":
                self.assertIsNone(mark.search(text), f"{path}: {mark.search(text)}")


if __name__ == "__main__":
    unittest.main()
