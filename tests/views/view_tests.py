# SPDX-License-Identifier: MIT
"""What the tests of the views share: a mirror in memory, made of the project's own SQL and nothing
else, and short ways to fill it. Views are for everybody's SQLite: no extension, no program."""

import pathlib
import sqlite3
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
A = "AC" + "a" * 32
B = "AC" + "b" * 32
INT64_MAX = 2**63 - 1


class ViewTest(unittest.TestCase):
    view = ""  # of the test file

    def setUp(self):
        self.db = sqlite3.connect(":memory:")
        self.addCleanup(self.db.close)
        self.db.row_factory = sqlite3.Row
        for folder in ("migrations", "views"):
            for path in sorted((ROOT / "sql" / folder).glob("*.sql")):
                self.db.executescript(path.read_text())
        self.db.execute("pragma foreign_keys = on")
        self.insert("accounts", sid=A, owner_account_sid=A, friendly_name="Main",
                    log_source="api", usage_source="api")
        self.insert("sync_runs", run_id=1, command="sync", started_at="2026-08-03 09:00:00",
                    program_version="t")

    def insert(self, table, **values):
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        self.db.execute(f"insert into {table} ({columns}) values ({marks})", tuple(values.values()))

    def call(self, sid, **changed):
        """A completed, priced, settled outbound call of 61 s on 31 July; None takes a value out."""
        row = dict(
            sid=sid, account_sid=A, status="completed", direction="outbound-api",
            from_address="+15005550006", to_address="+14155550123",
            date_created="2026-07-31 23:00:00", start_time="2026-07-31 23:00:00",
            end_time="2026-07-31 23:01:01", duration=61, price_micros=-26000, price_unit="USD",
            usage_date="2026-07-31", usage_month="2026-07", usage_category="calls-outbound",
            is_billed=1, billed_seconds=120, rounding_rule_id=1, settled=1, source="api",
            first_seen_at="2026-08-03 09:00:00")
        row.update(changed)
        self.insert("calls", **row)

    def usage(self, category, count, minutes=0.0, price=0.0, month="2026-07", **changed):
        """The record of a month, complete on the second of the next one."""
        last = self.db.execute("select date(? || '-01', '+1 month', '-1 day')", (month,)).fetchone()[0]
        after = self.db.execute("select date(? || '-01', '+1 month', '+1 day')", (month,)).fetchone()[0]
        row = dict(
            account_sid=A, includes_subaccounts=0, source="api", granularity="monthly",
            category=category, start_date=month + "-01", end_date=last, count=count,
            count_unit="calls", usage_micros=round(minutes * 1_000_000), usage_unit="minutes",
            price_micros=round(price * 1_000_000), price_unit="USD", as_of=after + " 06:00:00",
            fetched_at=after + " 09:00:00")
        row.update(changed)
        self.insert("usage_records", **row)

    def window(self, resource, from_date, to_date, **changed):
        row = dict(
            run_id=1, source="api", account_sid=A, resource=resource, category="", includes_subaccounts=0,
            from_date=from_date, to_date=to_date, is_open_ended=0, is_reread=0, state="complete",
            started_at="2026-08-03 09:00:00", read_at="2026-08-03 09:00:00")
        row.update(changed)
        self.insert("sync_windows", **row)

    def cell(self, category="calls-outbound", table="month_cells", **changed):
        """An agreeing cell of July, or of its last day: one call of two minutes for 0.026."""
        row = dict(
            account_sid=A, category=category, is_rollup=0, log_calls=1, billed_calls=1,
            log_microseconds=120_000_000, log_price_micros=26_000, usage_count=1,
            usage_microseconds=120_000_000, usage_price_micros=26_000, price_unit="USD",
            state="agrees", as_of="2026-08-02 06:00:00")
        row.update({"month": "2026-07", "log_source": "api", "usage_source": "api"}
                   if table == "month_cells" else {"date": "2026-07-31"})
        row.update(changed)
        self.insert(table, **row)

    def closed(self, **changed):
        """What the comparison of July stands on: everything."""
        row = dict(
            account_sid=A, month="2026-07", days=31, log_days_covered=31, usage_days_covered=31,
            days_covered=31, unsettled_calls=0, usage_as_of="2026-08-02 06:00:00", comparable=1,
            reason="", closed_at="2026-08-03 09:00:00")
        row.update(changed)
        self.insert("account_months", **row)

    def finding(self, cause, calls=0, microseconds=0, price_micros=0, **changed):
        row = dict(
            account_sid=A, month="2026-07", category="calls-outbound", from_date="2026-07-01",
            to_date="2026-08-01", cause=cause, is_rollup=0, calls=calls, microseconds=microseconds,
            price_micros=price_micros, affected_calls=abs(calls), certainty="known")
        row.update(changed)
        self.insert("discrepancy_findings", **row)

    def stale(self, month="2026-07", account_sid=A):
        self.insert("stale_months", account_sid=account_sid, month=month)

    def rows(self, where="1", order="1"):
        return [dict(row) for row in self.db.execute(
            f"select * from {self.view} where {where} order by {order}")]

    def row(self, where="1"):
        found = self.rows(where)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def check_row(self, expected, where="1"):
        """These columns have these values, of these very types: 0.0 is not 0."""
        row = self.row(where)
        got = {column: row[column] for column in expected}
        self.assertEqual({column: (type(value), value) for column, value in got.items()},
                         {column: (type(value), value) for column, value in expected.items()})

    def check_every_column_is_expected(self, expected):
        """A test that checks values column by column has forgotten none."""
        columns = [row[1] for row in self.db.execute(f"pragma table_info({self.view})")]
        self.assertEqual(set(columns), set(expected))
