# SPDX-License-Identifier: MIT
"""Answers requests with Python's sqlite3 module: read_with_python.py FILE [MODULE]"""

import json
import sqlite3
import sys

KINDS = {int: "integer", float: "real", str: "text", type(None): "null"}


def answer(connection, request):
    if request == "catalogue":
        return [list(row) for row in connection.execute(
            "select m.name, m.type, c.name, c.type from sqlite_master as m, pragma_table_info(m.name) as c"
            " where m.type in ('table', 'view')")]
    rows = connection.execute(request)
    return [[[KINDS[type(value)], value if value is None else repr(value) if isinstance(value, float) else str(value)]
             for value in row] for row in rows]


def main():
    connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, isolation_level=None)
    if sys.argv[2:]:
        connection.enable_load_extension(True)
        connection.load_extension(sys.argv[2])
    for line in sys.stdin:
        for row in answer(connection, line.strip()):
            print(json.dumps(row))
        print(".", flush=True)


main()
