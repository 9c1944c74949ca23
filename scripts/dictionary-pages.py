#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes what is said of relations and columns elsewhere, from the data dictionary:

    docs/schema.md           for readers
    examples/datasette.json  for Datasette, with the ready queries of sql/queries

    scripts/dictionary-pages.py [--check]

With --check nothing is written; exits 1 if one of them is not what the dictionary says.
"""

import json
import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMA_PAGE = ROOT / "docs/schema.md"
DATASETTE = ROOT / "examples/datasette.json"
DATABASE = "calls"  # Datasette's name of calls.db


def mirror_in_memory():
    """An empty mirror: migrations, views and dictionary, as the programs make it."""
    connection = sqlite3.connect(":memory:")
    for folder in ("migrations", "views"):
        for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
            connection.executescript(path.read_text())
    connection.executescript((ROOT / "sql/data_dictionary.sql").read_text())
    return connection


def relations(connection):
    """Each with its meaning, and its columns with meaning and unit."""
    described = {(relation, column): (meaning, unit or "") for relation, column, meaning, unit in
                 connection.execute("SELECT * FROM data_dictionary")}
    for (relation,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name").fetchall():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({relation})")]
        yield relation, described[relation, ""][0], [(name, *described[relation, name]) for name in columns]


def schema_page(connection):
    parts = [SCHEMA_PAGE.read_text().split("\n## ")[0].rstrip()]
    for relation, meaning, columns in relations(connection):
        lines = [f"## {relation}", "", f"{meaning}.", "", "| column | meaning | unit |", "| --- | --- | --- |"]
        lines += [f"| `{name}` | {text} | {unit} |" for name, text, unit in columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def ready_queries():
    """Each with its statement, and what the comment above it says."""
    for path in sorted((ROOT / "sql/queries").glob("*.sql")):
        lines = path.read_text().splitlines()
        comment = [line[3:] for line in lines if line.startswith("-- ")]
        sql = "\n".join(line for line in lines if not line.startswith("--"))
        yield path.stem, {"title": path.stem.replace("_", " "), "description": " ".join(comment),
                          "sql": sql.rstrip().rstrip(";")}


def datasette_metadata(connection):
    tables = {relation: {"description": f"{meaning}.",
                         "columns": {name: f"{text} ({unit})" if unit and unit not in text else text for name, text, unit in columns}}
              for relation, meaning, columns in relations(connection)}
    metadata = {
        "title": "Call log and usage",
        "description": "A mirror made by calltally. Times are UTC; a difference is usage minus log.",
        "databases": {DATABASE: {"tables": tables, "queries": dict(ready_queries())}},
    }
    return json.dumps(metadata, indent=2) + "\n"


def main():
    connection = mirror_in_memory()
    for page, text in ((SCHEMA_PAGE, schema_page(connection)), (DATASETTE, datasette_metadata(connection))):
        if "--check" not in sys.argv[1:]:
            page.write_text(text)
        elif page.read_text() != text:
            sys.exit(f"{page.name} is not what the data dictionary says: run scripts/dictionary-pages.py")


if __name__ == "__main__":
    main()
