# SPDX-License-Identifier: MIT
"""What the tests of `calltally import` share: files as the Console and the API write them."""

import os
import urllib.parse
import urllib.request

from calltally_tests import MirrorTest

ACCOUNT = "AC" + "a" * 32
OTHER_ACCOUNT = "AC" + "b" * 32
NOW = "2026-08-03 09:00:00"

CONSOLE = ("Call Sid", "From", "To", "Direction", "Type", "Status", "Duration", "Start Time",
           "End Time", "Date Created", "Price", "Price Unit", "Called Via", "SIP Call ID")
REST = ("Sid", "AccountSid", "ParentCallSid", "From", "To", "Direction", "Status", "Duration",
        "StartTime", "EndTime", "DateCreated", "DateUpdated", "Price", "PriceUnit")


def sid(number):
    return f"CA{number:032x}"


def console_row(number, **changes):
    """A row of the Console's call log in America/New_York."""
    fields = {"Call Sid": sid(number), "From": "+14155550100", "To": "+14155550199",
              "Direction": "Incoming", "Type": "Phone", "Status": "Completed", "Duration": "61",
              "Start Time": f"10:00:{number % 60:02} EDT 2026-07-{number % 28 + 1:02}",
              "End Time": "", "Date Created": "", "Price": "-0.01700", "Price Unit": "USD",
              "Called Via": "", "SIP Call ID": ""}
    return {**fields, **{name.replace("_", " "): value for name, value in changes.items()}}


def rest_row(number, **changes):
    """A row of Calls.csv."""
    day = number % 28 + 1
    start = f"{day:02} Jul 2026 14:00:{number % 60:02} +0000"
    fields = {"Sid": sid(number), "AccountSid": ACCOUNT, "ParentCallSid": "",
              "From": "+14155550100", "To": "+14155550199", "Direction": "inbound",
              "Status": "completed", "Duration": "61", "StartTime": start, "EndTime": start,
              "DateCreated": start, "DateUpdated": start, "Price": "-0.01700", "PriceUnit": "USD"}
    return {**fields, **changes}


def field(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def csv(rows, columns, ending="\n", separator=","):
    lines = [separator.join(columns)]
    lines += [separator.join(field(row.get(column, "")) for column in columns) for row in rows]
    return ending.join(lines) + ending


class ImportTest(MirrorTest):
    """A mirror and files to import into it, at a time that stands still."""

    environment = {"CALLTALLY_NOW": NOW, "TZ": "Asia/Tokyo"}

    def file(self, content, name="calls.csv"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (1785740400, 1785740400))  # 2026-08-03 07:00:00 UTC
        return path

    def console(self, *rows, name="calls.csv", columns=CONSOLE, **form):
        return self.file(csv(rows, columns, **form), name)

    def rest(self, *rows, name="rest.csv", columns=REST, **form):
        return self.file(csv(rows, columns, **form), name)

    def run_import(self, *arguments, expect=0, **keywords):
        return self.calltally("import", *arguments, expect=expect, environment=self.environment,
                              **keywords)

    def import_console(self, path, *options, expect=0):
        return self.run_import(path, "--zone", "America/New_York", "--account", ACCOUNT, *options,
                               expect=expect)

    def refused(self, path, *options, code=2, says=(), **keywords):
        """Nothing is imported, and one line says why."""
        result = self.run_import(path, *options, expect=code, **keywords)
        errors = [line for line in result.stderr.splitlines() if "error:" in line]
        self.assertEqual(len(errors), 1, result.stderr)
        for text in says:
            self.assertIn(text, errors[0])
        if self.mirror.exists():
            self.assertEqual(self.query("select count(*) as n from calls")[0]["n"], 0)
            self.assertEqual(self.query("select count(*) as n from imports")[0]["n"], 0)
            self.assertEqual(self.query("select count(*) as n from call_days")[0]["n"], 0)
        return errors[0]

    def sids(self):
        return [int(row["sid"][2:], 16) for row in self.query("select sid from calls order by sid")]

    def call(self, number):
        rows = self.query("select * from calls where sid = ?", sid(number))
        self.assertEqual(len(rows), 1)
        return rows[0]


def export(api, what, **parameters):
    """One of the sample account's files."""
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{api.url}/_sample/export/{what}?{query}") as answer:
        return answer.read()
