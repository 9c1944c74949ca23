# SPDX-License-Identifier: MIT
"""Bad input B01 to B20 of docs/import.md, what a file holds: its outcome with the real binary."""

import json
import os
import subprocess
import unittest

from calltally_tests import CALLTALLY, RUNTIME
from import_tests import ACCOUNT, CONSOLE, ImportTest, console_row, csv, sid

ZONE = ("--zone", "America/New_York", "--account", ACCOUNT)


class BadInput(ImportTest):
    def test_b01_empty_file_and_header_only(self):
        self.refused(self.file(""), *ZONE, says=["is empty"])
        self.refused(self.file("\n\n"), *ZONE, says=["is empty"])
        self.import_console(self.console())
        self.assertEqual(self.sids(), [])

    def test_b02_columns_missing_twice_unknown_reordered(self):
        lacking = [name for name in CONSOLE if name != "Duration"]
        error = self.refused(self.console(console_row(1), columns=lacking), *ZONE,
                             says=["line 1", "no column holds the duration", "Start Time"])
        self.assertIn("Call Sid, From, To", error)
        self.refused(self.console(console_row(1), columns=[*CONSOLE, "Start Time"]), *ZONE,
                     says=["two columns hold the start_time"])
        odd = console_row(1)
        odd["Moon"] = "full"
        result = self.import_console(self.console(odd, columns=[*reversed(CONSOLE), "Moon"]))
        self.assertIn("a column that is not known: 'Moon'", result.stdout)
        self.assertEqual(self.call(1)["duration"], 61)

    def test_b03_header_in_another_case_and_behind_a_byte_order_mark(self):
        text = csv([console_row(1)], CONSOLE)
        header, rest = text.split("\n", 1)
        self.import_console(self.file("\ufeff" + header.lower().replace(" ", "") + "\n" + rest))
        self.assertEqual(self.sids(), [1])
        self.mirror.unlink()
        self.refused(self.file(text.replace("Call Sid", "Identifier", 1)), *ZONE,
                     says=["no known kind of file", "Identifier", "docs/import.md"])

    def test_b04_utf16_and_latin1(self):
        text = csv([console_row(1)], CONSOLE)
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            self.refused(self.file(text.encode(encoding)), *ZONE, says=["UTF-16"])
        latin = csv([console_row(1), console_row(2, Called_Via="Caf\u00e9")], CONSOLE)
        self.refused(self.file(latin.encode("latin-1")), *ZONE,
                     says=["line 3", "column 13", "not UTF-8", "Latin-1"])

    def test_b05_line_endings(self):
        rows = [console_row(1), console_row(2)]
        text = csv(rows, CONSOLE)
        for number, good in enumerate((text, text.replace("\n", "\r\n"), text.rstrip("\n"),
                                       text.replace("\n", "\r\n", 1), "\n" + text.replace("\n", "\n\n"))):
            self.import_console(self.file(good, f"calls{number}.csv"))
            self.assertEqual(self.sids(), [1, 2])
        self.mirror.unlink()
        self.refused(self.file(text.replace("\n", "\r")), *ZONE, says=["line 1", "CR"])

    def test_b06_quoted_fields(self):
        odd = 'a "quoted", name\nover two lines'
        self.import_console(self.console(console_row(1, Called_Via=odd), console_row(2)))
        self.assertEqual(self.call(1)["forwarded_from"], odd)
        self.assertEqual(self.sids(), [1, 2])

    def test_b07_quotation_marks_in_the_wrong_place(self):
        text = csv([console_row(1), console_row(2), console_row(3)], CONSOLE)
        unclosed = text.replace(sid(2) + ",", sid(2) + ',"', 1)
        self.refused(self.file(unclosed), *ZONE, says=["line 3", "never closed"])
        self.refused(self.file(text.replace("+14155550199", '+1415"5550199', 1)), *ZONE,
                     says=["line 2", "wrong place", "byte 54"])

    def test_b08_too_few_and_too_many_fields(self):
        text = csv([console_row(1), console_row(2), console_row(3)], CONSOLE)
        lines = text.splitlines()
        for odd in (lines[2].rsplit(",", 1)[0], lines[2] + ",,"):
            path = self.file("\n".join([lines[0], lines[1], odd, lines[3]]) + "\n")
            self.refused(path, *ZONE, says=["line 3", "fields"])
            self.import_console(path, "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [1, 3])
            self.assertEqual(self.query("select line, file_name from quarantine"),
                             [{"line": 3, "file_name": "calls.csv"}])
            self.mirror.unlink()

    def test_b09_another_delimiter_and_decimal_commas(self):
        rows = [console_row(1)]
        semicolons = self.console(*rows, separator=";")
        self.refused(semicolons, *ZONE, says=["--delimiter ';'"])
        self.refused(self.console(*rows, separator="\t", name="tabs.csv"), *ZONE,
                     says=["--delimiter tab"])
        self.import_console(semicolons, "--delimiter", ";")
        self.assertEqual(self.sids(), [1])
        self.mirror.unlink()
        comma = self.console(console_row(1, Price="-0,01700"), separator=";")
        self.refused(comma, *ZONE, "--delimiter", ";", says=["line 2", "(Price)", "no comma"])

    def test_b10_sep_line(self):
        self.import_console(self.file("sep=;\r\n" + csv([console_row(1)], CONSOLE, separator=";")))
        self.assertEqual(self.sids(), [1])
        self.mirror.unlink()
        bad = csv([console_row(1, Duration="x")], CONSOLE, separator=";")
        self.refused(self.file("sep=;\r\n" + bad), *ZONE, says=["line 3"])

    def test_b11_field_of_100_megabytes_and_lines_without_end(self):
        path = self.folder / "huge.csv"
        with open(path, "wb") as out:
            out.write(csv([console_row(1)], CONSOLE).encode() + b'"')
            for _ in range(100):
                out.write(b"x" * 1_000_000)
        self.refused(path, *ZONE, says=["longer than 65536 bytes", "line 3"])
        process = subprocess.Popen([CALLTALLY, "--db", self.mirror, "import", path, *ZONE],
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 2)
        if not RUNTIME:  # a sanitizer keeps memory of its own
            self.assertLess(usage.ru_maxrss, 64 * 1024)  # kB: the field is never held whole
        endless = self.file(b'{"sid": "' + b"x" * 3_000_000, "endless.json")
        self.refused(endless, *ZONE, says=["longer than 1048576 bytes"])

    def test_b12_nul_bytes_and_broken_utf8(self):
        for odd, what in ((b"\0", "NUL"), (b"\xff\xfe", "UTF-8"), (b"\xc0\xaf", "UTF-8"),
                          (b"\xed\xa0\x80", "UTF-8")):
            content = csv([console_row(1), console_row(2, Called_Via="ODD"), console_row(3)],
                          CONSOLE).encode().replace(b"ODD", odd)
            path = self.file(content)
            self.refused(path, *ZONE, says=["line 3", what])
            self.import_console(path, "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [1, 3])
            row = self.query("select * from quarantine")[0]
            self.assertEqual((row["line"], row["sid"]), (3, sid(2)))
            json.loads(row["raw"])
            self.mirror.unlink()

    def test_b13_numbers_mangled_by_a_spreadsheet(self):
        path = self.console(console_row(1, From="'+14155550100"),
                            console_row(2, From='="+14155550100"'),
                            console_row(3, From="14155550100"),
                            console_row(4, From="1.41556E+10"), console_row(5, From="72722"))
        self.refused(path, *ZONE, says=["line 5", "column 2 (From)", "digits are lost"])
        result = self.import_console(path, "--skip-bad", expect=3)
        self.assertEqual([self.call(n)["from_address"] for n in (1, 2, 3, 5)],
                         ["+14155550100", "+14155550100", "14155550100", "72722"])
        self.assertIn("noted 2 times: a number with a spreadsheet's mark", result.stdout)
        self.assertIn("noted once: a number without +", result.stdout)

    def test_b14_mangled_sids(self):
        for odd in (sid(0xABC).upper(), sid(2)[:-1], sid(2)[:-1] + "x", "", "SM" + sid(2)[2:]):
            path = self.console(console_row(1), console_row(2, Call_Sid=odd))
            self.refused(path, *ZONE, says=["line 3", "column 1 (Call Sid)", "32 hexadecimal"])
            self.import_console(path, "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [1])
            self.mirror.unlink()

    def test_b15_forms_of_time(self):
        good = {"2026-07-01T14:00:00Z": "14:00:00", "2026-07-01T10:00:00-04:00": "14:00:00",
                "Wed, 01 Jul 2026 14:00:00 +0000": None, "2026-07-01 10:00:00": "14:00:00",
                "2026-07-01 10:00:00 EDT": "14:00:00", "10:00:00 -0400 2026-07-01": "14:00:00"}
        for form, expected in good.items():
            path = self.console(console_row(1, Start_Time=form))
            if expected is None:  # it carries UTC, and --zone says New York: a contradiction
                self.refused(path, *ZONE, says=["contradicts --zone"])
                self.run_import(path, "--account", ACCOUNT)
                expected = "14:00:00"
            elif form.endswith("Z"):
                self.refused(path, *ZONE, says=["contradicts --zone"])
                self.run_import(path, "--account", ACCOUNT)
            else:
                self.import_console(path)
            self.assertEqual(self.call(1)["start_time"], "2026-07-01 " + expected, form)
            self.mirror.unlink()
        for form, why in (("10/11/2019 10:00", "comes first"), ("43756.7", "spreadsheet"),
                          ("2026-07-01", "is not a time"), ("2026-07-01 17:00", "is not a time"),
                          ("2026-02-30 10:00:00", "is not a time"),
                          ("25:00:00 EDT 2026-07-01", "is not a time")):
            self.refused(self.console(console_row(1, Start_Time=form)), *ZONE,
                         says=["line 2", "column 8 (Start Time)", why])
        self.refused(self.console(console_row(1, Start_Time="2026-07-01 17:00:00")),
                     "--account", ACCOUNT, says=["is a local time", "--zone"])
        self.refused(self.console(console_row(1)), "--account", ACCOUNT, says=["--zone"])

    def test_b16_gaps_and_overlaps(self):
        gap = console_row(1, Start_Time="02:30:00 EST 2026-03-08")
        self.refused(self.console(console_row(2), gap), *ZONE,
                     says=["line 3", "never was in America/New_York"])
        self.import_console(self.console(console_row(2), gap), "--skip-bad", expect=3)
        self.assertEqual(self.sids(), [2])
        self.mirror.unlink()
        plain = self.console(console_row(1, Start_Time="2025-11-02 01:30:00"))
        self.refused(plain, *ZONE, says=["was twice in", "EDT or EST", "--ambiguous"])
        for choice, utc in (("earlier", "05:30:00"), ("later", "06:30:00")):
            self.import_console(plain, "--ambiguous", choice)
            self.assertEqual(self.call(1)["start_time"], "2025-11-02 " + utc)
            self.mirror.unlink()
        self.import_console(self.console(console_row(1, Start_Time="01:30:00 EST 2025-11-02"),
                                         console_row(2, Start_Time="01:30:00 EDT 2025-11-02")))
        self.assertEqual([self.call(n)["start_time"][11:] for n in (1, 2)], ["06:30:00", "05:30:00"])

    def test_b17_durations(self):
        for odd in ("00:01:01", "61s", "61.0", "-1", "1e2", " 61"):
            path = self.console(console_row(1), console_row(2, Duration=odd))
            self.refused(path, *ZONE, says=["line 3", "column 7 (Duration)", "whole number"])
            self.import_console(path, "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [1])
            self.mirror.unlink()
        self.import_console(self.console(console_row(1, Duration="", Status="Busy"),
                                         console_row(2, Duration="null", Status="No Answer")))
        self.assertEqual([self.call(n)["duration"] for n in (1, 2)], [None, None])
        self.assertEqual([self.call(n)["status"] for n in (1, 2)], ["busy", "no-answer"])

    def test_b18_prices(self):
        for odd in ("($0.01)", "-0.01 USD", "1.234,50", "1e-3", "$0.01", "-0.0000001"):
            path = self.console(console_row(1), console_row(2, Price=odd))
            self.refused(path, *ZONE, says=["line 3", "column 11 (Price)", "decimal number"])
            self.import_console(path, "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [1])
            self.mirror.unlink()
        self.import_console(self.console(console_row(1, Price="null"), console_row(2, Price="")))
        self.assertEqual([self.call(n)["price_micros"] for n in (1, 2)], [None, None])

    def test_b19_price_without_currency(self):
        path = self.console(console_row(1), columns=[c for c in CONSOLE if c != "Price Unit"])
        self.refused(path, *ZONE, says=["no column with their currency", "--currency"])
        self.import_console(path, "--currency", "EUR")
        self.assertEqual((self.call(1)["price_micros"], self.call(1)["price_unit"]), (-17000, "EUR"))
        self.mirror.unlink()
        # What the file says itself needs no option, and is not gone over by one.
        named = self.console(console_row(1), console_row(2, **{"Price Unit": "usd"}))
        for option in ((), ("--skip-bad",)):
            self.refused(named, *ZONE, "--currency", "EUR", *option,
                         says=["has prices in 'USD', and --currency says EUR", "leave --currency out"])
        self.import_console(named, "--currency", "USD")
        self.assertEqual(self.call(2)["price_unit"], "USD")

    def test_b20_a_sid_twice(self):
        same = self.console(console_row(1), console_row(2), console_row(1))
        result = self.import_console(same)
        self.assertIn("1 twice in the file", result.stdout)
        self.assertEqual(self.sids(), [1, 2])
        self.mirror.unlink()
        other = self.console(console_row(1), console_row(2), console_row(1, Duration="99"))
        self.refused(other, *ZONE, says=["line 4", "line 2", sid(1)])
        self.import_console(other, "--skip-bad", expect=3)
        self.assertEqual(self.sids(), [2])
        self.assertEqual([row["line"] for row in self.query("select line from quarantine order by 1")],
                         [2, 4])
        for durations in ((61, 62, 61), (61, 61, 62), (61, 62, 62), (61, 62, 63)):
            self.mirror.unlink()
            self.import_console(self.console(*[console_row(1, Duration=str(duration))
                                               for duration in durations], console_row(2)),
                                "--skip-bad", expect=3)
            self.assertEqual(self.sids(), [2], durations)
            # Lines of the same text are put aside once.
            self.assertEqual(len(self.query("select line from quarantine")),
                             len(set(durations)), durations)

    def test_times_that_cannot_be(self):
        """A zone west of the true one moves calls past now; --covers may be of other days."""
        now = {"CALLTALLY_NOW": "2026-07-03 16:00:00"}
        self.environment = {**self.environment, **now}
        path = self.console(console_row(1), console_row(2, Start_Time="13:00:00 EDT 2026-07-03"))
        self.refused(path, *ZONE, "--covers", "2026-07-01..2026-08-01",
                     says=["--covers", "ends on 2026-08-01, which is still to come"])
        result = self.import_console(path)
        self.assertIn("noted once: a call that starts after now: is the time zone right?", result.stdout)
        self.assertNotIn("outside of --covers", result.stdout)
        result = self.import_console(path, "--covers", "2026-07-03..2026-07-04")
        self.assertIn("noted once: a call outside of --covers", result.stdout)


if __name__ == "__main__":
    unittest.main()
