#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A live dashboard of a mirror, for the browser on this machine: serve.py [--port N] calls.db

Needs Python alone. Opens the mirror read-only, as any other reader, and tells the page when a sync has written. Listens
on 127.0.0.1, for requests that name this machine: the mirror holds phone numbers.
"""

import argparse
import http.server
import json
import pathlib
import sqlite3
import sys
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
FILES = {"/": ("index.html", "text/html"), "/dashboard.js": ("dashboard.js", "text/javascript"),
         "/dashboard.css": ("dashboard.css", "text/css")}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                               "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
}
LOOK_EVERY = 1.0  # seconds between two looks whether a sync has written

ACCOUNTS = """
SELECT sid, coalesce(friendly_name, sid) AS name, sid = owner_account_sid AS is_parent
FROM accounts
WHERE sid IN (SELECT account_sid FROM monthly_discrepancies)
ORDER BY is_parent DESC, name, sid"""

MONTHS = """
SELECT month, category, is_rollup, log_calls, billed_calls, usage_count, count_difference, log_minutes, usage_minutes,
    minutes_difference, log_price, usage_price, price_difference, price_unit, state, as_of
FROM monthly_discrepancies
WHERE account_sid = :account AND (log_calls <> 0 OR usage_count <> 0)
ORDER BY month, is_rollup, category"""

STATUS = "SELECT month, comparable, reason FROM month_status WHERE account_sid = :account ORDER BY month"

CAUSES = """
SELECT cause, calls, minutes, price, affected_calls, certainty, explanation
FROM discrepancy_causes
WHERE account_sid = :account AND month = :month AND category = :category
ORDER BY abs(minutes) DESC, abs(calls) DESC, abs(price) DESC, cause"""

DAYS = """
SELECT date, billed_calls, usage_count, log_minutes, usage_minutes, minutes_difference, count_difference, state
FROM daily_discrepancies
WHERE account_sid = :account AND category = :category AND date >= :month || '-01' AND date < :month || '-32'
ORDER BY date"""

CALLS = """
SELECT cause, sid, start_time, from_address, to_address, duration, billed_seconds, price, price_unit
FROM discrepancy_calls
WHERE account_sid = :account AND month = :month AND (category = :category OR :category IN ('calls', 'combined'))
ORDER BY start_time, sid, cause
LIMIT 100"""


class Mirror:
    """The questions of the page, each answered from one snapshot."""

    def __init__(self, file):
        self.address = f"{pathlib.Path(file).resolve().as_uri()}?mode=ro"

    def connect(self):
        connection = sqlite3.connect(self.address, uri=True)
        connection.row_factory = sqlite3.Row
        return connection

    def answer(self, **wanted):
        """What the page shows of one account, and of one month and category of it."""
        connection = self.connect()
        try:
            connection.execute("BEGIN")

            def rows(sql):
                return [dict(row) for row in connection.execute(sql, wanted)]
            accounts = rows(ACCOUNTS)
            wanted["account"] = wanted.get("account") or (accounts[0]["sid"] if accounts else "")
            found = {"accounts": accounts, "account": wanted["account"], "months": rows(MONTHS), "status": rows(STATUS)}
            if wanted.get("month") and wanted.get("category"):
                found |= {"causes": rows(CAUSES), "days": rows(DAYS), "calls": rows(CALLS)}
            return found
        finally:
            connection.close()

    def changes(self):
        """A number now, and another each time that somebody has written."""
        connection = self.connect()
        try:
            while True:
                yield connection.execute("PRAGMA data_version").fetchone()[0]
                time.sleep(LOOK_EVERY)
        finally:
            connection.close()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request of the page's."""

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        port = self.server.server_address[1]
        if self.headers.get("Host") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            # A name that leads here from outside.
            self.send(403, "text/plain", b"This page is for the machine it runs on.\n")
        elif address.path in FILES:
            name, kind = FILES[address.path]
            self.send(200, kind, (HERE / name).read_bytes())
        elif address.path == "/data":
            wanted = {name: values[0] for name, values in urllib.parse.parse_qs(address.query).items()}
            self.send_data(wanted)
        elif address.path == "/changes":
            self.send_changes()
        else:
            self.send(404, "text/plain", b"There is no such page.\n")

    def send_data(self, wanted):
        known = {name: wanted.get(name, "") for name in ("account", "month", "category")}
        try:
            self.send(200, "application/json", json.dumps(self.server.mirror.answer(**known)).encode())
        except sqlite3.Error as error:
            self.send(500, "text/plain", f"The mirror cannot be read: {error}\n".encode())

    def send_changes(self):
        """Server-sent events: one now, one after each write."""
        self.send_response(200)
        for name, value in {**HEADERS, "Content-Type": "text/event-stream"}.items():
            self.send_header(name, value)
        self.end_headers()
        seen = None
        try:
            for version in self.server.mirror.changes():
                self.wfile.write(b": still here\n\n" if version == seen else f"data: {version}\n\n".encode())
                seen = version
        except (OSError, sqlite3.Error):
            pass  # the page is closed, or asks again

    def send(self, status, kind, body):
        self.send_response(status)
        own = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in {**HEADERS, **own}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        """Nothing: requests name accounts."""


def main():
    parser = argparse.ArgumentParser(description="A live dashboard of a calltally mirror, on this machine.")
    parser.add_argument("--port", type=int, default=8765, help="port of 127.0.0.1; 0: any that is free")
    parser.add_argument("mirror", metavar="FILE", help="the mirror, as calltally --db names it")
    arguments = parser.parse_args()
    mirror = Mirror(arguments.mirror)
    try:
        mirror.answer(account="")
    except sqlite3.Error as error:
        sys.exit(f"serve.py: '{arguments.mirror}' cannot be read as a mirror: {error}")
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    except (OSError, OverflowError) as error:
        sys.exit(f"serve.py: cannot listen on port {arguments.port}: {error}; choose another with --port")
    server.daemon_threads = True
    server.mirror = mirror
    try:
        print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
