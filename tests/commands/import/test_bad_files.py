# SPDX-License-Identifier: MIT
"""Bad input B21 to B32 of docs/import.md, files as a whole and the mirror they come to: its outcome
with the real binary."""

import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from calltally_tests import CALLTALLY
from import_tests import ACCOUNT, CONSOLE, OTHER_ACCOUNT, ImportTest, console_row, csv, rest_row, sid

ZONE = ("--zone", "America/New_York", "--account", ACCOUNT)


class BadFiles(ImportTest):
    def test_b21_rows_that_are_in_the_mirror_already(self):
        newer = rest_row(1, Duration="70", DateUpdated="05 Jul 2026 00:00:00 +0000")
        self.run_import(self.rest(newer))
        self.import_console(self.console(console_row(1, Duration="61", Price="-0.99")))
        call = self.call(1)
        self.assertEqual((call["duration"], call["price_micros"], call["source"]),
                         (70, -17000, "rest_csv"))
        result = self.run_import(self.rest(rest_row(1, Duration="65",
                                                    DateUpdated="04 Jul 2026 00:00:00 +0000")))
        self.assertIn("1 older than what is stored", result.stdout)
        self.assertEqual(self.call(1)["duration"], 70)
        self.run_import(self.rest(rest_row(1, Duration="75",
                                           DateUpdated="06 Jul 2026 00:00:00 +0000")))
        self.assertEqual(self.call(1)["duration"], 75)
        self.assertEqual(self.query("select field, old_value, new_value, source from call_changes "
                                    "where field = 'duration'"),
                         [{"field": "duration", "old_value": "70", "new_value": "75",
                           "source": "rest_csv"}])

    def test_b22_cells_that_a_spreadsheet_takes_for_formulas(self):
        odd = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx", "=HYPERLINK(\"x\")"]
        self.import_console(self.console(*[console_row(n, Called_Via=text)
                                           for n, text in enumerate(odd)]))
        self.assertEqual([self.call(n)["forwarded_from"] for n in range(len(odd))], odd)

    def test_b23_a_dump_of_the_mirror(self):
        self.run_import(self.rest(*[rest_row(n) for n in range(5)],
                                  rest_row(9, From="+15550100", Status="busy", Duration="0",
                                           Price="")))
        odd = ["=1+1", " =1+1", "+", "-5.", "@x", "\uff1d1", "'=1", "''=1", "'tis"]
        self.import_console(self.console(*[console_row(20 + n, Called_Via=text)
                                           for n, text in enumerate(odd)]))
        before = self.contents()
        self.assertEqual(len(before["calls"]), 6 + len(odd))
        rows = self.query("select * from calls order by sid")
        self.assertEqual([row["forwarded_from"] for row in rows[6:]], odd)
        dump = self.folder / "dump.csv"
        for options in ((), ("--plain",)):
            self.calltally("export", "calls", *options, "-o", dump)
            self.run_import(dump)
            self.assertEqual(self.contents(), before)
            self.mirror.unlink()
            self.run_import(dump)
            again = self.query("select * from calls order by sid")
            # A text that looks marked loses its mark where the export puts none on.
            marked = {row["sid"] for row in rows if (row["forwarded_from"] or "")[:1] == "'"
                      and options}
            self.assertEqual(
                [{**row, "call_id": 0} for row in again if row["sid"] not in marked],
                [{**row, "call_id": 0} for row in rows if row["sid"] not in marked])
            dump.unlink()
        self.calltally("export", "calls", "--format", "jsonl", "-o", dump)
        before = self.contents()
        result = self.run_import(dump, expect=2)
        self.assertIn("is an export of a mirror in JSON; export the calls as CSV", result.stderr)
        self.assertEqual(self.contents(), before)

    def test_b24_what_is_no_text_file(self):
        self.refused(self.folder, *ZONE, says=["is a folder"])
        self.refused(self.file(b"PK\x03\x04rest", "calls.xlsx"), *ZONE, says=["Excel workbook"])
        self.refused("/dev/zero", *ZONE)
        text = csv([console_row(1)], CONSOLE)
        self.import_console(self.file(gzip.compress(text.encode()), "calls.txt"))  # by content
        self.assertEqual(self.sids(), [1])
        two = gzip.compress(text.encode()) + gzip.compress(csv([console_row(2)], CONSOLE).encode())
        self.import_console(self.file(two, "two.gz"))
        self.assertEqual(self.sids(), [1, 2])
        process = subprocess.run(
            [CALLTALLY, "--db", self.mirror, "import", "-", *ZONE, "--json"],
            input=csv([console_row(3)], CONSOLE).encode(), capture_output=True,
            env={**os.environ, **self.environment}, timeout=60)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout)["file"], "-")
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        for options in ((), ("--skip-bad",)):
            reader = subprocess.Popen([CALLTALLY, "--db", self.mirror, "import", fifo, *ZONE, *options],
                                      env={**os.environ, **self.environment},
                                      stdout=subprocess.DEVNULL)
            fifo.write_text(csv([console_row(4)], CONSOLE))
            self.assertEqual(reader.wait(timeout=60), 0)
        self.assertEqual(self.sids(), [1, 2, 3, 4])

    def test_b25_files_that_break_off(self):
        text = csv([console_row(n) for n in range(200)], CONSOLE)
        self.refused(self.file(text[:-20]), *ZONE, says=["line 201", "fields"])
        packed = gzip.compress(text.encode())
        self.refused(self.file(packed[:-30], "calls.csv.gz"), *ZONE, says=["breaks off"])
        self.refused(self.file(packed[:50] + b"\0\0\0\0" + packed[54:], "calls.csv.gz"), *ZONE,
                     says=["is damaged"])
        if not shutil.which("strace"):
            self.fail("strace is missing: scripts/install-deps.sh test installs it")
        path = self.file(text)
        result = subprocess.run(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-P", path, "-e", "trace=read",
             "-e", "inject=read:error=EIO:when=1+", CALLTALLY, "--db", self.mirror, "import", path,
             *ZONE], capture_output=True, text=True, env={**os.environ, **self.environment},
            timeout=120)
        if "PTRACE" in result.stderr or "LeakSanitizer" in result.stderr:
            self.skipTest("nothing can be traced here")
        self.assertEqual(result.returncode, 9, result.stderr)
        self.assertIn("cannot read 'calls.csv': Input/output error", result.stderr)

    def test_b26_names_of_files(self):
        self.refused(self.folder / "none.csv", *ZONE, says=["cannot open", "No such file"])
        error = self.refused(self.folder / "new\nline.csv", *ZONE, says=["\\x0a"])
        self.assertEqual(error.count("\n"), 0)
        if os.geteuid() != 0:
            path = self.console(console_row(1))
            path.chmod(0)
            self.refused(path, *ZONE, says=["Permission denied"])
        for name in ("file:calls.csv", "-calls.csv"):
            self.console(console_row(1), name=name)
        command = [CALLTALLY, "--db", self.mirror, "import", *ZONE, "--", "-calls.csv",
                   "file:calls.csv"]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True,
                                env={**os.environ, **self.environment}, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.sids(), [1])

    def test_b27_several_accounts(self):
        path = self.rest(rest_row(1), rest_row(2, AccountSid=OTHER_ACCOUNT))
        self.refused(path, says=["line 3", "a second account", "--all-accounts"])
        self.refused(path, "--account", ACCOUNT, says=["is not the account of --account"])
        self.run_import(path, "--account", ACCOUNT, "--skip-bad", expect=3)
        self.assertEqual(self.sids(), [1])
        self.mirror.unlink()
        self.run_import(path, "--all-accounts")
        self.assertEqual([row["account_sid"] for row in self.query(
            "select account_sid from calls order by sid")], [ACCOUNT, OTHER_ACCOUNT])
        self.mirror.unlink()
        self.run_import(path, "--account", ACCOUNT, "--account", OTHER_ACCOUNT)
        self.assertEqual(self.sids(), [1, 2])
        self.mirror.unlink()
        nobody = self.console(console_row(1))
        self.refused(nobody, "--zone", "America/New_York", says=["does not say whose it is"])
        named = self.console(console_row(1), name=f"call-log-{ACCOUNT}_1_2.csv")
        self.run_import(named, "--zone", "America/New_York")
        self.assertEqual(self.call(1)["account_sid"], ACCOUNT)
        self.run_import(named, "--zone", "America/New_York", "--account", OTHER_ACCOUNT, expect=2)

    # B28, numbers of lines beyond 32 bits, is in tests/importer/test_csv_reader.cpp.

    def test_b29_the_same_file_twice(self):
        path = self.console(*[console_row(n) for n in range(50)])
        self.import_console(path)
        before, changes = self.contents(), self.query("select * from call_changes")
        result = self.import_console(path)
        self.assertIn("50 calls: 0 new, 0 changed, 50 already known\n", result.stdout)
        self.assertEqual((self.contents(), self.query("select * from call_changes")),
                         (before, changes))

    def test_b30_killed_in_the_middle(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        self.import_console(self.console(console_row(1)))
        process = subprocess.Popen([CALLTALLY, "--db", self.mirror, "import", fifo, *ZONE],
                                   env={**os.environ, **self.environment})
        with open(fifo, "w") as out:
            out.write(csv([console_row(n) for n in range(2, 60_000)], CONSOLE))
            # A pipe holds 64 kB: nearly all was read, and the first 50 000 rows are stored in the
            # transaction that is not committed.
            out.flush()
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=60)
        self.assertEqual(self.sids(), [1])
        self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])
        self.import_console(self.console(console_row(2)))
        self.assertEqual(self.sids(), [1, 2])

    def has_run(self):
        """Whether a run has begun: it has the lock then."""
        try:
            return bool(self.query("select * from sync_runs"))
        except sqlite3.OperationalError:
            return False

    def test_b31_while_another_writer_runs(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        first = subprocess.Popen([CALLTALLY, "--db", self.mirror, "import", fifo, *ZONE],
                                 env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL)
        text = csv([console_row(1), console_row(2)], CONSOLE)
        with open(fifo, "w") as out:
            out.write(text[:-1])
            out.write("\n" + csv([console_row(n) for n in range(3, 4000)], CONSOLE))
            out.flush()
            deadline = time.monotonic() + 60
            while not self.has_run() and time.monotonic() < deadline:
                time.sleep(0.02)
            result = self.import_console(self.console(console_row(9)), expect=11)
            self.assertIn(f"another run writes this file: calltally import, process {first.pid}; "
                          "wait for it to end", result.stderr)
        self.assertEqual(first.wait(timeout=60), 0)
        self.assertNotIn("calls.csv", [row["file_name"] for row in self.query(
            "select file_name from imports")])

    def test_b32_rows_that_were_corrected_leave_the_quarantine(self):
        self.import_console(self.console(console_row(1), console_row(2, Duration="61s"),
                                         console_row(3, Call_Sid="CA3"), console_row(4, Price="?")),
                            "--skip-bad", expect=3)
        self.assertEqual(len(self.query("select * from quarantine")), 3)
        result = self.import_console(self.console(console_row(1), console_row(2), console_row(3),
                                                  console_row(4, Price="?")),
                                     "--skip-bad", expect=3)
        self.assertEqual(self.sids(), [1, 2, 3])
        self.assertIn("2 out of quarantine", result.stdout)
        self.assertEqual([row["sid"] for row in self.query("select sid from quarantine")], [sid(4)])
        self.import_console(self.console(*[console_row(n) for n in (1, 2, 3, 4)]))
        self.assertEqual(self.query("select * from quarantine"), [])
        # The corrected file may have another name: then a call's row is known by its sid.
        self.import_console(self.console(console_row(5, Duration="?"), name="first.csv"),
                            "--skip-bad", expect=3)
        result = self.import_console(self.console(console_row(5), name="corrected.csv"))
        self.assertIn("1 out of quarantine", result.stdout)
        self.assertEqual(self.query("select * from quarantine"), [])


if __name__ == "__main__":
    unittest.main()
