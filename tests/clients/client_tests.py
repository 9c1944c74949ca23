# SPDX-License-Identifier: MIT
"""What is asked of every client of the mirror. The sqlite3 shell's answer is the right one.

A client is a small program that answers requests, one a line, with lines of JSON and a line `.` at the end:
`catalogue` (relation, kind, column, type), `begin`, `commit`, or a statement (a row is a list of [kind, text]).
It runs as a user who may write neither the mirror nor its folder.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from calltally_tests import CALLTALLY, MODULE, MODULE_LOADER, MirrorTest, SampleApi

FOLDER = pathlib.Path(__file__).resolve().parent
MODULES = pathlib.Path(os.environ.get("CALLTALLY_CLIENT_MODULES", FOLDER)) / "node_modules"
PYTHON = "/usr/bin/python3"  # Debian's, which has the modules that Debian's packages bring
SUFFIXES = ("", "-wal", "-shm")
SECONDS = 120  # after which a client that does not answer is ended

MONTHS = "select * from monthly_discrepancies order by account_sid, month, category"
CAUSES = "select * from discrepancy_causes order by account_sid, month, category, cause"
CALLS = "select * from call_details order by sid"
DAYS = "select * from daily_discrepancies order by account_sid, date, category"
# Some clients take the type of a computed column from the first row, which is a zero here.
ZERO_FIRST = ("select minutes_difference, price_difference, log_price from monthly_discrepancies "
              "order by price_difference is null, price_difference <> 0, account_sid, month, category")
# And here it is not known.
NULL_FIRST = ("select count_difference, minutes_difference, price_difference, difference_microseconds "
              "from monthly_discrepancies order by usage_count is not null, account_sid, month, category")
# More than 32 bits hold.
SUMS = ("select sum(log_microseconds) as a, sum(difference_microseconds) * 1000 as b, "
        "sum(billed_calls) as c from monthly_discrepancies")
FUNCTIONS = "select billed_seconds(61) as a, billed_minutes(61) as b, utc_month('2026-07-31T23:00:00-02:00') as c"


def runs_as_root():
    return os.geteuid() == 0


def reading_user():
    """Keywords of subprocess: who reads."""
    return dict(user="nobody", group="nogroup", extra_groups=[]) if runs_as_root() else {}


def only_if_asked_for(test, **installed):
    """Of clients that take long: skipped without scripts/test.sh --clients, which installs what they need."""
    if not os.environ.get("CALLTALLY_CLIENTS"):
        test.skipTest("takes long: scripts/test.sh --clients runs it")
    test.assertEqual([name for name, is_there in installed.items() if not is_there], [], "not installed")


class Client:
    """A client's program under way, as the reading user."""

    def __init__(self, command):
        loader = MODULE_LOADER if any(MODULE.name in str(word) for word in command) else {}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
            text=True, bufsize=1, cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                                                "HOME": "/nonexistent", **loader},
            start_new_session=True, **reading_user())
        # A client may have started others.
        self.timer = threading.Timer(SECONDS, os.killpg, (self.process.pid, signal.SIGKILL))
        self.timer.start()

    def send(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()

    def lines(self):
        found = []
        for line in self.process.stdout:
            if line == ".\n":
                return found
            found.append(line)
        self.process.wait()
        self.errors.seek(0)
        raise RuntimeError(f"{self.process.args} ended: {''.join(found)}{self.errors.read()}")

    def ask(self, request):
        self.send(request)
        answer = self.lines()
        if answer and answer[0].startswith("!"):
            raise RuntimeError("".join(answer).strip())
        return [json.loads(line) for line in answer]

    def close(self):
        self.timer.cancel()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait(SECONDS)
        self.process.stdout.close()
        self.errors.close()


class ShellClient(Client):
    """The sqlite3 shell, which needs no program of ours."""
    token = re.compile(r"'((?:[^']|'')*)'|([^,\n]+)|(,)|(\n)")

    def __init__(self, file, module=None):
        load = ["-cmd", f".load {module}"] if module else []
        super().__init__(["/usr/bin/sqlite3", "-batch", "-bail", "-readonly", "-noheader", "-quote", *load, file])

    def ask(self, request):
        if request == "catalogue":
            request = ("select m.name, m.type, c.name, c.type from sqlite_master as m, pragma_table_info(m.name) as c"
                       " where m.type in ('table', 'view') and m.name not like 'sqlite_%' order by m.name, c.cid")
            return [[value for _, value in row] for row in self.ask(request)]
        self.send(f"{request};\n.print .")
        rows, row = [], []
        for text, other, _, end in self.token.findall("".join(self.lines())):
            if end:
                rows.append(row)
                row = []
            elif other:
                kind = "null" if other == "NULL" else "integer" if re.fullmatch(r"-?\d+", other) else "real"
                row.append([kind, None if kind == "null" else other])
            elif not _:
                row.append(["text", text.replace("''", "'")])
        return rows


def values(rows, dates=()):
    """Rows to compare; `dates` are the kinds that this client shows dates as, instead of text."""
    def value(kind, text):
        if kind in dates:
            return ("text", text)
        return (kind, {"null": lambda _: None, "integer": int, "real": float, "text": str}[kind](text))
    return [[value(*cell) for cell in row] for row in rows]


class ReadableMirror(MirrorTest):
    """A mirror that everybody on the machine may read, and its owner alone write."""
    synced = None

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        if ReadableMirror.synced is None:
            ReadableMirror.synced = pathlib.Path(tempfile.mkdtemp(prefix="calltally-readable-"))
            unittest.addModuleCleanup(shutil.rmtree, ReadableMirror.synced)
            with SampleApi() as api:
                self.sync(api, "--subaccounts")
            self.forget_a_usage_listing()
            for suffix in SUFFIXES:
                shutil.move(f"{self.mirror}{suffix}", ReadableMirror.synced)
        for path in ReadableMirror.synced.iterdir():
            shutil.copy2(path, self.folder)
        self.let_read()

    def forget_a_usage_listing(self):
        """As a sync leaves a month whose usage could not be read."""
        connection = sqlite3.connect(self.mirror)
        connection.execute("update month_cells set usage_count = null, usage_microseconds = null, "
                           "usage_price_micros = null where month = '2025-09'")
        connection.commit()
        # Not closed before its -wal and -shm are copied: they would go.
        self.addCleanup(connection.close)

    def let_read(self):
        """As its owner does, once: the mode of the file and of the two that SQLite keeps beside it."""
        for suffix in SUFFIXES:
            path = pathlib.Path(f"{self.mirror}{suffix}")
            if path.exists():
                path.chmod(0o644)

    def without_write_permission(self):
        """Readers of the same user, where the tests do not run as root: by the modes alone."""
        if not runs_as_root():
            for path in self.folder.iterdir():
                path.chmod(0o444)
            self.folder.chmod(0o555)
            self.addCleanup(self.with_write_permission)

    def with_write_permission(self):
        if not runs_as_root():
            self.folder.chmod(0o755)
            for path in self.folder.iterdir():
                path.chmod(0o644)

    def reachable(self, path):
        """The path, or a copy of it where the reading user cannot see it."""
        path = pathlib.Path(path)
        if runs_as_root() and subprocess.run(["test", "-r", path], **reading_user()).returncode != 0:
            beside = pathlib.Path(tempfile.mkdtemp(prefix="calltally-client-"))
            self.addCleanup(shutil.rmtree, beside)
            beside.chmod(0o755)
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            return pathlib.Path(copy(path, beside / path.name))
        return path

    def owner_writes_with_another_tool(self):
        """Which takes -wal and -shm away when it closes the file, as every program but ours does."""
        connection = sqlite3.connect(self.mirror)
        connection.execute("create table somebodys (note text)")
        connection.execute("drop table somebodys")
        connection.close()
        for suffix in SUFFIXES[1:]:
            self.assertFalse(pathlib.Path(f"{self.mirror}{suffix}").exists(), suffix)

    def another_tool_writes_then_a_sync(self):
        self.owner_writes_with_another_tool()
        with SampleApi() as api:
            self.sync(api, "--subaccounts")
        self.without_write_permission()


class ClientTest(ReadableMirror):
    """What every client must do. Derive from it as Derived(ClientTest), name the program, and say what differs."""
    dates = ()             # kinds that the client shows dates and times as
    declared = True        # whether the catalogue has the declared types, word for word
    typed = {}             # otherwise: declared type -> the client's
    types_by_first_row = False  # of what a view computes; NULL makes the whole column text
    loads_extension = True

    def start(self, module=None):
        raise NotImplementedError

    def client(self, module=None):
        client = self.start(*([module] if module else []))
        self.addCleanup(client.close)
        return client

    def shell(self):
        client = ShellClient(self.mirror)
        self.addCleanup(client.close)
        return client

    def test_the_catalogue_has_every_relation_and_column_with_its_type(self):
        self.without_write_permission()
        right = self.shell().ask("catalogue")
        self.assertGreater(len({row[0] for row in right if row[1] == "view"}), 15)
        self.assertGreater(len(right), 200)
        found = [row for row in self.client().ask("catalogue") if not row[0].startswith("sqlite_")]
        self.assertEqual(sorted(row[:3] for row in found), sorted(row[:3] for row in right))
        types = {(row[0], row[2]): row[3] for row in found}
        for relation, _, column, declared in right:
            if declared:  # a column that a view computes has none
                expected = declared if self.declared else self.typed[declared]
                self.assertEqual(types[relation, column], expected, (relation, column))

    def test_every_value_and_its_type_is_that_of_the_shell(self):
        self.without_write_permission()
        self.compare_with_the_shell()

    def compare_with_the_shell(self):
        shell, client = self.shell(), self.client()
        for statement in (MONTHS, CAUSES, CALLS, DAYS, ZERO_FIRST, NULL_FIRST, SUMS):
            right = values(shell.ask(statement))
            self.assertGreater(len(right), 0, statement)
            found = client.ask(statement)
            if statement == NULL_FIRST and self.types_by_first_row:
                self.assertEqual({cell[0] for row in found for cell in row}, {"null", "text"})
                found = [[[kind, text] for (_, text), (kind, _) in zip(*rows)]
                         for rows in zip(found, shell.ask(statement))]
            self.assertEqual(values(found, self.dates), right, statement)

    def test_zeros_come_first_and_sums_are_long_in_what_is_compared(self):
        """Otherwise the test before this one would show nothing."""
        shell = self.shell()
        first, *rest = values(shell.ask(ZERO_FIRST))
        self.assertEqual(first[:2], [("real", 0.0)] * 2)
        self.assertEqual(values(shell.ask(NULL_FIRST))[0], [("null", None)] * 4)
        unpriced = [row[0] for row in shell.ask("select price from call_details order by sid")]
        self.assertIn(["null", None], unpriced)
        self.assertTrue(any(row[1][1] % 1 for row in rest if row[1][1]))
        for column in values(shell.ask(SUMS))[0][:2]:
            self.assertGreater(abs(column[1]), 2 ** 32)

    def test_dates_are_dates(self):
        self.without_write_permission()
        statement = "select * from call_details where start_time is not null order by sid"
        row = self.client().ask(statement)[0]
        kinds = {cell[0] for cell in row} & {"date", "datetime"}
        self.assertEqual(kinds, set(self.dates))
        texts = [cell[1] for cell in row if cell[1]]
        self.assertTrue(any(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in texts))
        self.assertTrue(any(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text) for text in texts))

    def test_a_reader_and_a_sync_leave_each_other_alone(self):
        count = "select count(*) as n from calls"
        with SampleApi() as api:
            self.without_write_permission()
            client = self.client()
            client.ask("begin")
            before = values(client.ask(count))
            self.with_write_permission()
            api.control("clock", now="2026-08-04 09:00:00")
            with self.sync_under_way(api) as sync:
                while self.query(count)[0]["n"] == before[0][0][1]:  # it writes in spite of the reader
                    self.assertIsNone(sync.poll(), "the sync ended without new calls")
                    time.sleep(0.02)
                self.assertEqual(values(client.ask(count)), before)  # its snapshot
                client.ask("commit")
                self.assertEqual(sync.wait(SECONDS), 0)
            after = self.query(count)[0]["n"]
            self.assertEqual(values(client.ask(count)), [[("integer", after)]])
            writer = sqlite3.connect(self.mirror, isolation_level=None)
            writer.execute("begin immediate")
            writer.execute("update calls set checked_at = checked_at")  # what a sync is in the middle of
            self.assertEqual(values(client.ask(count)), [[("integer", after)]])
            writer.execute("rollback")
            writer.close()

    @contextlib.contextmanager
    def sync_under_way(self, api):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO")}
        process = subprocess.Popen(
            [CALLTALLY, "--db", self.mirror, "sync", "--quiet", "--subaccounts", "--base-url", api.url],
            env={**clean, **api.environment()}, stdin=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def test_after_another_tool_wrote_the_next_sync_lets_readers_in_again(self):
        self.another_tool_writes_then_a_sync()
        self.compare_with_the_shell()

    def test_the_extension_can_be_loaded(self):
        if not self.loads_extension:
            self.assertRaises(Exception, self.client().ask, FUNCTIONS)
            return
        self.without_write_permission()
        client = self.client(self.reachable(MODULE))
        self.assertEqual(values(client.ask(FUNCTIONS)), [[("integer", 120), ("integer", 2), ("text", "2026-08")]])
        live = "select count(*) as n from live_month_report()"
        self.assertGreater(values(client.ask(live))[0][0][1], 10)


del MirrorTest  # so that a module that imports from here runs its own tests alone
