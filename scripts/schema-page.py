#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/schema.md from the data dictionary: scripts/schema-page.py [--check]

With --check nothing is written; exits 1 if the page is not what the dictionary says.
"""

import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/schema.md"


def mirror_in_memory():
    """An empty mirror: migrations, views and dictionary, as the programs make it."""
    connection = sqlite3.connect(":memory:")
    for folder in ("migrations", "views"):
        for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
            connection.executescript(path.read_text())
    connection.executescript((ROOT / "sql/data_dictionary.sql").read_text())
    return connection


def page_text(connection):
    described = {(relation, column): (meaning, unit or "") for relation, column, meaning, unit in
                 connection.execute("SELECT * FROM data_dictionary")}
    parts = [PAGE.read_text().split("\n## ")[0].rstrip()]
    relations = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name").fetchall()
    for (relation,) in relations:
        meaning, _ = described[relation, ""]
        lines = [f"## {relation}", "", f"{meaning}.", "", "| column | meaning | unit |",
                 "| --- | --- | --- |"]
        for column in connection.execute(f"PRAGMA table_info({relation})"):
            meaning, unit = described[relation, column[1]]
            lines.append(f"| `{column[1]}` | {meaning} | {unit} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def main():
    text = page_text(mirror_in_memory())
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text)
    elif PAGE.read_text() != text:
        sys.exit("docs/schema.md is not what the data dictionary says: run scripts/schema-page.py")


if __name__ == "__main__":
    main()
