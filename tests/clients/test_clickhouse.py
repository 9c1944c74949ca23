# SPDX-License-Identifier: MIT
"""ClickHouse as a client, by its table function sqlite(). Only with scripts/test.sh --clients.

It asks SQLite for whole relations and computes by itself, in no session: it is no ClientTest.
"""

import json
import os
import subprocess
import unittest

from client_tests import CALLS, CAUSES, DAYS, FOLDER, MONTHS, SECONDS, ReadableMirror, ShellClient
from client_tests import only_if_asked_for, reading_user
from test_node import node

CLICKHOUSE = FOLDER / "clickhouse"


class ClickHouse(ReadableMirror):
    def setUp(self):
        only_if_asked_for(self, chdb=(CLICKHOUSE / "node_modules" / "chdb").exists())
        super().setUp()
        self.folder_of_reader = self.reachable(CLICKHOUSE)

    def ask(self, statement):
        done = subprocess.run(
            [node(), self.folder_of_reader / "read_with_clickhouse.js", statement], cwd="/",
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"}, capture_output=True, text=True,
            timeout=SECONDS, check=False, **reading_user())
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def compare_with_the_shell(self):
        shell = ShellClient(self.mirror)
        self.addCleanup(shell.close)
        for statement in (MONTHS, CAUSES, CALLS, DAYS):
            relation = statement.split()[3]
            right = shell.ask(statement)
            found = self.ask(statement.replace(relation, f"sqlite('{self.mirror}', '{relation}')", 1))
            self.assertEqual(len(found), len(right), relation)
            # What a view computes has no declared type, and comes as text.
            as_kind = {"null": lambda value: value, "integer": int, "real": float, "text": str}
            for row, expected in zip(found, right):
                self.assertEqual(
                    [value if value is None else as_kind[kind](value) for value, (kind, _) in zip(row, expected)],
                    [None if text is None else as_kind[kind](text) for kind, text in expected])

    def test_every_value_is_that_of_the_shell(self):
        self.without_write_permission()
        self.compare_with_the_shell()

    def test_after_another_tool_wrote_the_next_sync_lets_readers_in_again(self):
        self.another_tool_writes_then_a_sync()
        self.compare_with_the_shell()

    def test_declared_numbers_are_numbers(self):
        self.without_write_permission()
        described = self.ask(f"DESCRIBE TABLE sqlite('{self.mirror}', 'monthly_discrepancies')")
        types = {row[0]: row[1] for row in described}
        self.assertEqual(types["log_microseconds"], "Nullable(Int64)")
        self.assertEqual(types["minutes_difference"], "Nullable(String)")  # computed: docs/clients.md says so


if __name__ == "__main__":
    unittest.main()
