# SPDX-License-Identifier: MIT
"""Answers requests through ODBC, as Excel, Power BI and Tableau ask: read_with_odbc.py FILE [OPTION=VALUE;...]"""

import datetime
import json
import sys

import pyodbc

KINDS = {int: "integer", float: "real", str: "text", datetime.date: "date", datetime.datetime: "datetime",
         type(None): "null"}


def catalogue(connection):
    """As a tool does that lists what there is: the driver's own answer, for everything at once."""
    kinds = {table.table_name: table.table_type.lower() for table in connection.cursor().tables()}
    return [[column.table_name, kinds[column.table_name], column.column_name, column.type_name]
            for column in connection.cursor().columns(table="%")]


def answer(connection, request):
    if request == "catalogue":
        return catalogue(connection)
    if request == "begin":
        connection.autocommit = False
        return []
    if request == "commit":
        connection.commit()
        connection.autocommit = True
        return []
    return [[[KINDS[type(value)], value if value is None else repr(value) if isinstance(value, float) else str(value)]
             for value in row] for row in connection.cursor().execute(request)]


def main():
    connection = pyodbc.connect(f"Driver=SQLite3;Database={sys.argv[1]};{''.join(sys.argv[2:])}",
                                autocommit=True, readonly=True)
    for line in sys.stdin:
        for row in answer(connection, line.strip()):
            print(json.dumps(row))
        print(".", flush=True)


main()
