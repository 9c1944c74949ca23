# SPDX-License-Identifier: MIT
"""Answers requests with LibreOffice Base, which reads through ODBC: read_with_libreoffice.py FILE [MODULE]"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import uno

KINDS = {"INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "real", "DATE": "date", "DATETIME": "datetime"}
NANOSECONDS = ".000000000"  # which it writes after every time
UP_TO = 600  # tenths of a second that the office may take to start


def rows_of(result, count):
    """Each value once, in order: ODBC gives it no second time."""
    while result.next():
        yield [(None if result.wasNull() else value)
               for value in (result.getString(column + 1) for column in range(count))]


def catalogue(connection):
    relations = connection.getMetaData().getTables(None, "%", "%", ("TABLE", "VIEW"))
    kinds = {row[2]: row[3].lower() for row in rows_of(relations, 4)}
    return [[row[2], kinds[row[2]], row[3], row[5]]
            for row in rows_of(connection.getMetaData().getColumns(None, "%", "%", "%"), 6)]


def answer(connection, request):
    if request == "catalogue":
        return catalogue(connection)
    if request in ("begin", "commit"):
        if request == "commit":
            connection.commit()
        connection.setAutoCommit(request == "commit")
        return []
    result = connection.createStatement().executeQuery(request)
    columns = result.getMetaData()
    names = [columns.getColumnTypeName(column + 1).upper() for column in range(columns.getColumnCount())]
    return [[["null", None] if value is None else [KINDS.get(name, "text"), value.removesuffix(NANOSECONDS)]
             for name, value in zip(names, row)] for row in rows_of(result, len(names))]


def connected(folder, file, options):
    """An office of its own, ended by leaving() or with the folder."""
    (folder / "odbc.ini").write_text(f"[mirror]\nDriver=SQLite3\nDatabase={file}\nBigInt=1\n{options}\n")
    pipe = f"calltally-{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", f"-env:UserInstallation=file://{folder}/user",
         f"--accept=pipe,name={pipe};urp;"],
        env={**os.environ, "HOME": str(folder), "ODBCINI": str(folder / "odbc.ini")}, stdout=sys.stderr)
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(UP_TO):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:  # pylint: disable=broad-except  # not there yet, in many words
            time.sleep(0.1)
    else:
        sys.exit("LibreOffice did not start")
    manager = context.ServiceManager
    drivers = manager.createInstanceWithContext("com.sun.star.sdbc.DriverManager", context)
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return office, desktop, drivers.getConnection("sdbc:odbc:mirror")


def main():
    with tempfile.TemporaryDirectory() as name:
        options = f"LoadExt={sys.argv[2]}" if sys.argv[2:] else ""
        office, desktop, connection = connected(pathlib.Path(name), sys.argv[1], options)
        try:
            for line in sys.stdin:
                for row in answer(connection, line.strip()):
                    print(json.dumps(row))
                print(".", flush=True)
        finally:
            desktop.terminate()
            office.wait(60)


main()
