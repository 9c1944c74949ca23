# SPDX-License-Identifier: MIT
"""The ready queries run without the extension, and docs/queries.md shows what they give on the sample account.

CALLTALLY_WRITE_DOCS=1 writes the page anew.
"""

import os
import sqlite3
import unittest

from calltally_tests import ROOT, MirrorTest, SampleApi

PAGE = ROOT / "docs/queries.md"
SHOWN = 5
HEAD = """# Ready queries

What people ask most, as files in `sql/queries/` (installed: `share/calltally/queries/`), plain SQL that every client can
run: `sqlite3 -readonly -box calltally.db < sql/queries/top_causes.sql`, or `.read` in `calltally shell`. Each is shown with
its first rows on the sample account of the quick start.
"""


class Queries(MirrorTest):
    def test_each_answers_and_the_page_shows_it(self):
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        connection = sqlite3.connect(f"file:{self.mirror}?mode=ro", uri=True)
        self.addCleanup(connection.close)
        page = HEAD
        files = sorted((ROOT / "sql/queries").glob("*.sql"))
        self.assertGreaterEqual(len(files), 7)
        for path in files:
            sql = path.read_text()
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            self.assertTrue(rows, path.name)
            page += f"\n## {path.stem}\n\n```sql\n{sql}```\n\n| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
            for row in rows[:SHOWN]:
                page += f"| {' | '.join('' if value is None else str(value) for value in row)} |\n"
            if len(rows) > SHOWN:
                page += "\nAnd more.\n"
            with self.subTest(path.stem):  # nobody takes a sum for whole that lacks the price of a call
                self.assertTrue("price" not in names or not {"calls", "client", "number"} & set(path.stem.split("_"))
                                or "calls_without_price" in names)
        if os.environ.get("CALLTALLY_WRITE_DOCS"):
            PAGE.write_text(page)
        self.assertEqual(PAGE.read_text(), page)


if __name__ == "__main__":
    unittest.main()
