# SPDX-License-Identifier: MIT
"""Answers requests with SQLAlchemy, as Superset and pandas ask: read_with_sqlalchemy.py FILE [MODULE]

What is selected whole from a relation is read through its reflected columns, with their types.
"""

import datetime
import json
import re
import sys

import sqlalchemy

KINDS = {int: "integer", float: "real", str: "text", datetime.date: "date", datetime.datetime: "datetime",
         type(None): "null"}


def reflected(engine):
    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine, views=True)
    return metadata


def catalogue(engine):
    views = sqlalchemy.inspect(engine).get_view_names()
    return [[table.name, "view" if table.name in views else "table", column.name,
             "" if isinstance(column.type, sqlalchemy.types.NullType) else str(column.type)]
            for table in reflected(engine).tables.values() for column in table.columns]


def statement(engine, request):
    whole = re.fullmatch(r"select \* from (\w+)(?: where (.*?))? order by (.*)", request)
    if not whole:
        return sqlalchemy.text(request)
    relation, condition, order = whole.groups()
    select = sqlalchemy.select(reflected(engine).tables[relation]).order_by(sqlalchemy.text(order))
    return select.where(sqlalchemy.text(condition)) if condition else select


def main():
    engine = sqlalchemy.create_engine(f"sqlite:///file:{sys.argv[1]}?mode=ro&uri=true")
    if sys.argv[2:]:
        @sqlalchemy.event.listens_for(engine, "connect")
        def load(connection, _):
            connection.enable_load_extension(True)
            connection.load_extension(sys.argv[2])
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    for line in sys.stdin:
        request = line.strip()
        if request == "catalogue":
            rows = catalogue(engine)
        elif request in ("begin", "commit"):
            connection.exec_driver_sql(request)
            rows = []
        else:
            rows = [[[KINDS[type(value)], None if value is None else
                      repr(value) if isinstance(value, float) else str(value)] for value in row]
                    for row in connection.execute(statement(engine, request))]
        for row in rows:
            print(json.dumps(row))
        print(".", flush=True)


main()
