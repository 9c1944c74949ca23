# SPDX-License-Identifier: MIT
"""calltally rules: what it prints, what it changes, what it refuses, and how it dies."""

import csv
import fcntl
import io
import itertools
import json
import os
import re
import shlex
import signal
import unittest

from calltally_tests import BUILD, ROOT, MirrorTest, SampleApi

SHIM = BUILD / "lib" / "calltally-tests" / "faulty_libc.so"
TWO_MINUTES = ("--minimum", 120, "--increment", 60, "--since", "2026-07-01", "--note", "two minutes")
COMPARE = """
select count(*), sum(live.billed_seconds is not call.billed_seconds),
    sum(live.rounding_rule_id is not call.rounding_rule_id)
from live_calls as live join calls as call using (sid)"""
COMPARE_MONTHS = """
select count(*), sum(live.log_microseconds <> stored.log_microseconds)
from live_monthly_discrepancies as live
join monthly_discrepancies as stored using (account_sid, month, category)"""


class RulesTest(MirrorTest):
    """A test with the sample account mirrored, which is done once for all of them."""
    synced = None

    def setUp(self):
        super().setUp()
        if RulesTest.synced is None:
            with SampleApi() as api:
                self.sync(api, "--subaccounts")
            RulesTest.synced = self.mirror.read_bytes()
        self.mirror.write_bytes(RulesTest.synced)

    def rules(self, *arguments, **keywords):
        return self.calltally("rules", *arguments, **keywords)

    def json_of(self, *arguments):
        return json.loads(self.rules(*arguments, "--format", "json").stdout)

    def shell(self, sql):
        output = self.calltally("shell", ".mode list", sql).stdout.strip().splitlines()
        return [int(value or 0) for value in output[-1].split("|")]

    def assert_live_equals_stored(self):
        rows, *differences = self.shell(COMPARE)
        self.assertGreater(rows, 100)
        self.assertEqual(differences, [0, 0])
        cells, *differences = self.shell(COMPARE_MONTHS)
        self.assertGreater(cells, 10)
        self.assertEqual(differences, [0])

    def refused(self, code, *arguments, **keywords):
        result = self.rules(*arguments, expect=code, **keywords)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\Acalltally: error: [^\n]+\n\Z")
        return result.stderr


class Printing(RulesTest):
    def test_list_and_test_say_what_rates_a_call(self):
        self.rules("add", "--minimum", 120, "--increment", 60, "--prefix", "+86", "--side", "to",
                   "--since", "2019-02-28", "--until", "2023-11-30", "--note", "China")
        self.rules("add", "--minimum", 1, "--increment", 1, "--category", "calls-client")
        self.rules("end", 3)
        self.assertEqual(self.rules("list").stdout, """\
Rounding rules, the most specific first
  rule  minimum s  increment s  account  category      prefix  side  since       until       state   note
  ----  ---------  -----------  -------  ------------  ------  ----  ----------  ----------  ------  --------------------------------------
     3          1            1  -        calls-client  -       -     -           0001-01-01  undone  -
     2        120           60  -        -             +86     to    2019-02-28  2023-11-30  holds   China
     1         60           60  -        -             -       -     -           -           holds   Twilio's default: every started minute
  Any account, category, number or day where there is a dash. Of the rules that a call meets, the first in this list rates it.
""")
        self.assertEqual(
            self.rules("test", "--seconds", 61, "--to", "+8613800138000", "--date", "2020-01-01").stdout, """\
Rules for a completed call of 61 s, the most specific first
  rule  verdict         reason                                      minimum s  increment s  would bill s   minutes
  ----  --------------  ------------------------------------------  ---------  -----------  ------------  --------
     3  does not apply  it was undone                                       1            1            61  1.016667
     2  rates it        the most specific that applies                    120           60           120         2
     1  gives way       rule 2 is more specific: it names a number         60           60           120         2
  Rule 2 bills 120 s for 61 s.
""")

    def test_every_reason_has_its_words(self):
        account, other = (f"AC{digit * 32}" for digit in "12")
        for scope in (("--account", account), ("--account", account, "--category", "calls-inbound"),
                      ("--category", "calls-inbound", "--since", "2026-01-01"),
                      ("--category", "calls-inbound", "--since", "2026-07-01"),
                      ("--prefix", "+1"), ("--prefix", "+12"), ("--prefix", "+12", "--side", "from"),
                      ("--until", "2020-01-01", "--prefix", "+123")):
            self.rules("add", "--minimum", 1, "--increment", 1, *scope)

        def reasons(*call):
            rows = self.json_of("test", "--seconds", 30, *call)["rule_test"]
            return {row["rule_id"]: (row["verdict"], row["reason"]) for row in rows}

        self.assertEqual(reasons("--account", other, "--from", "+1234", "--date", "2026-07-01"), {
            8: ("rates it", "the most specific that applies"),
            7: ("gives way", "rule 8 is more specific: it names the side of the number"),
            6: ("gives way", "rule 8 is more specific: its prefix is longer"),
            1: ("gives way", "rule 8 is more specific: it names a number"),
            2: ("does not apply", f"for account {account}"),
            3: ("does not apply", f"for account {account}"),
            4: ("does not apply", "for category calls-inbound"),
            5: ("does not apply", "for category calls-inbound"),
            9: ("does not apply", "held until 2020-01-01"),
        })
        self.assertEqual(reasons("--category", "calls-inbound", "--date", "2026-07-01"), {
            5: ("rates it", "the most specific that applies"),
            4: ("gives way", "rule 5 is more specific: it begins on a later day"),
            1: ("gives way", "rule 5 is more specific: it names a category"),
            2: ("does not apply", f"for account {account}"),
            3: ("does not apply", f"for account {account}"),
            6: ("does not apply", "neither number begins with +1"),
            7: ("does not apply", "neither number begins with +12"),
            8: ("does not apply", "from does not begin with +12"),
            9: ("does not apply", "neither number begins with +123"),
        })
        seen = reasons("--category", "calls-inbound", "--date", "2026-06-30", "--account", account)
        self.assertEqual(seen[3], ("rates it", "the most specific that applies"))
        self.assertEqual(seen[2], ("gives way", "rule 3 is more specific: it names a category"))
        self.assertEqual(seen[4], ("gives way", "rule 3 is more specific: it names an account"))
        self.assertEqual(seen[5], ("does not apply", "holds since 2026-07-01"))
        self.assertEqual(reasons("--category", "calls-inbound")[4],
                         ("does not apply", "for certain days, and the call has none"))

    def test_formats_hold_the_same_rows(self):
        self.rules("add", *TWO_MINUTES)
        for action, name in (("list", "rules"), ("test", "rule_usage")):
            rows = self.json_of(action)[name]
            written = self.rules(action, "--format", "csv").stdout
            self.assertEqual([{key: "" if value is None else str(value) for key, value in row.items()}
                              for row in rows],
                             list(csv.DictReader(io.StringIO(written))))
            markdown = self.rules(action, "--format", "markdown").stdout
            self.assertEqual(len(re.findall(r"^\|", markdown, re.M)), len(rows) + 2)

    def test_without_a_call_test_counts_what_each_rule_rates(self):
        self.rules("add", *TWO_MINUTES)
        counted = {row["rule_id"]: row["calls"] for row in self.json_of("test")["rule_usage"]}
        self.assertEqual(counted, {row["rounding_rule_id"]: row["calls"] for row in self.query(
            "select rounding_rule_id, count(*) as calls from calls where is_billed = 1 group by 1")})
        self.assertEqual(set(counted), {1, 2})


class Changing(RulesTest):
    def test_add_rates_at_once_and_undoing_brings_everything_back(self):
        before = self.contents()
        would = self.json_of("add", *TWO_MINUTES, "--dry-run")["rule_change"][0]
        self.assertEqual(self.contents(), before)
        self.assertEqual(self.query("select count(*) as n from rounding_rules")[0]["n"], 1)
        did = self.json_of("add", *TWO_MINUTES)["rule_change"][0]
        self.assertGreater(did["calls_changed"], 100)
        self.assertGreater(did["months_closed"], 1)
        self.assertEqual({**did, "months_closed": None}, would)
        self.assertEqual(self.query("select * from stale_months"), [])
        self.assert_live_equals_stored()
        changed = self.contents()
        for relation in ("calls", "call_days", "month_cells"):
            self.assertNotEqual(changed[relation], before[relation])
        for relation in ("usage_records",):
            self.assertEqual(changed[relation], before[relation])
        # A month is judged as of the last sync: no state changed but for the minutes.
        pending = [[cell["state"] in ("pending", "not comparable") for cell in contents["month_cells"]]
                   for contents in (before, changed)]
        self.assertEqual(*pending)

        self.rules("end", 2, "--until", "2026-07-15")
        self.assert_live_equals_stored()
        self.assertEqual(self.query("select max(usage_date) as last from calls "
                                    "where rounding_rule_id = 2")[0]["last"], "2026-07-14")
        self.rules("end", 2)
        self.assertEqual(self.contents(), before)
        self.assertEqual(self.query("select note, valid_from, valid_to from rounding_rules "
                                    "where rule_id = 2"),
                         [{"note": "two minutes", "valid_from": "2026-07-01", "valid_to": "2026-07-01"}])

    def test_later_syncs_rate_by_the_rule(self):
        self.mirror = self.folder / "early.db"
        with SampleApi() as api:
            self.sync(api, "--until", "2026-07-10")
            self.rules("add", *TWO_MINUTES)
            self.sync(api)
            self.assert_live_equals_stored()
            self.assertEqual(self.query("select count(*) as n from calls where is_billed = 1 and "
                                        "usage_date >= '2026-07-01' and rounding_rule_id <> 2"), [{"n": 0}])

    def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(self):
        self.rules("add", *TWO_MINUTES)
        before = self.contents(), self.query("select * from rounding_rules")
        for arguments, words in (
                (("add", "--minimum", 1, "--increment", 1, "--since", "2026-07-01"), "rule 2 (120/60"),
                (("add", "--minimum", 1, "--increment", 1), "rule 1 (60/60)"),
                (("add", "--minimum", 1), "--increment"),
                (("add", "--minimum", -1, "--increment", 1), "--minimum"),
                (("add", "--minimum", 1, "--increment", 0), "--increment"),
                (("add", "--minimum", "010", "--increment", 1), "--minimum"),
                (("add", "--minimum", 1, "--increment", 1, "--since", "2026-02-30"), "--since"),
                (("add", "--minimum", 1, "--increment", 1, "--since", "2026-07-02", "--until",
                  "2026-07-02"), "before its first day"),
                (("add", "--minimum", 1, "--increment", 1, "--category", "calls"), "calls-inbound"),
                (("add", "--minimum", 1, "--increment", 1, "--side", "to"), "prefix"),
                (("add", "--minimum", 1, "--increment", 1, "--prefix", "+8", "--side", "both"), "--side"),
                (("add", "--minimum", 1, "--increment", 1, "--account", "AC1"), "--account"),
                (("add", "--minimum", 1, "--increment", 1, "--note", "two\nlines"), "--note"),
                (("end",), "rule"), (("end", "x"), "rule"), (("end", 1), "default rule"),
                (("end", 3), "no rule 3"), (("end", 2, "--until", "2026-07-01"), "--until"),
                (("test", "--date", "2026-07-01"), "--seconds"), ((), "subcommand"), (("edit",), "")):
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.refused(2, *arguments))
        self.assertEqual((self.contents(), self.query("select * from rounding_rules")), before)

    def test_no_mirror_is_made_by_mistake(self):
        self.mirror = self.folder / "no.db"
        for arguments in (("list",), ("test",), ("add", *TWO_MINUTES), ("end", 2)):
            self.assertIn("there is no file", self.refused(9, *arguments))
        self.assertEqual(list(self.folder.glob("no.db*")), [])


class Sharing(RulesTest):
    def test_one_writer_at_a_time_and_readers_always(self):
        with open(f"{self.mirror}.lock", "a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("another run writes this file", self.refused(11, "add", *TWO_MINUTES))
            self.refused(11, "end", 2)
            self.rules("list")
            self.rules("test")
            self.rules("add", *TWO_MINUTES, "--dry-run")
        self.rules("add", *TWO_MINUTES)

    def with_faults(self, **faults):
        return {"LD_PRELOAD": str(SHIM), "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0",
                **{name: str(value) for name, value in faults.items()}}

    def test_a_disk_without_room_is_refused_before_anything_is_written(self):
        before = self.contents()
        words = self.refused(9, "add", *TWO_MINUTES, environment=self.with_faults(FAULT_FREE_BYTES=50_000))
        self.assertIn("nothing was changed", words)
        self.assertIn(str(self.mirror), words)
        self.assertEqual(self.contents(), before)
        self.assertEqual(len(self.query("select * from rounding_rules")), 1)
        self.rules("add", *TWO_MINUTES, environment=self.with_faults(FAULT_FREE_BYTES=50_000_000))

    def test_killed_at_any_write_it_did_all_or_nothing(self):
        source = self.mirror.read_bytes()
        before = self.contents()
        self.rules("add", *TWO_MINUTES)
        after = self.contents()
        outcomes = {"nothing": 0, "months wait": 0, "all": 0}
        for at_write in itertools.count(1, 1 if os.environ.get("CALLTALLY_TEST_EVERY_WRITE") else 13):
            for leftover in self.folder.glob("killed.db*"):
                leftover.unlink()
            self.mirror = self.folder / "killed.db"
            self.mirror.write_bytes(source)
            result = self.rules("add", *TWO_MINUTES, expect=None,
                                environment=self.with_faults(FAULT_KILL_AT_WRITE=at_write))
            self.assertLess(at_write, 10_000)
            with self.subTest(at_write=at_write):
                self.assertIn(result.returncode, (0, -signal.SIGKILL))
                self.assertEqual(self.query("pragma integrity_check"), [{"integrity_check": "ok"}])
                found = self.contents()
                waiting = self.query("select * from stale_months")
                if len(self.query("select * from rounding_rules")) == 1:
                    self.assertEqual(found, before)
                    self.assertEqual(waiting, [])
                    outcomes["nothing"] += 1
                    self.rules("add", *TWO_MINUTES)
                else:
                    for relation in ("calls", "call_days"):
                        self.assertEqual(found[relation], after[relation])
                    outcomes["months wait" if waiting else "all"] += 1
                    for month in waiting:
                        states = self.query("select distinct state from monthly_discrepancies where "
                                            "account_sid = ? and month = ?", *month.values())
                        self.assertEqual(states, [{"state": "pending"}])
                    # Whatever is asked of the rules next, even in vain, closes what waits.
                    self.rules("add", *TWO_MINUTES, expect=2)
                self.assertEqual(self.contents(), after)
                self.assertEqual(self.query("select * from stale_months"), [])
            if result.returncode == 0:
                break
        self.assertGreater(outcomes["nothing"], 0)
        self.assertGreater(outcomes["months wait"], 0)


class Documentation(RulesTest):
    def test_every_command_of_the_page_runs(self):
        page = (ROOT / "docs/rounding-rules.md").read_text()
        commands = [shlex.split(line) for block in re.findall(r"```sh\n(.*?)```", page, re.S)
                    for line in block.splitlines()]
        self.assertGreaterEqual(len([words for words in commands if words[2] == "add"]), 5)
        for words in commands:
            self.assertEqual(words[:2], ["calltally", "rules"])
            self.rules(*words[2:])
        self.assert_live_equals_stored()

        def billed(seconds, *call):
            rows = self.json_of("test", "--seconds", seconds, *call)["rule_test"]
            return next(row["billed_seconds"] for row in rows if row["verdict"] == "rates it")

        china = ("--category", "calls-outbound", "--to", "+8613800138000", "--date")
        self.assertEqual(billed(30, *china, "2019-02-27"), 60)
        self.assertEqual(billed(30, *china, "2019-02-28"), 120)
        self.assertEqual(billed(121, *china, "2019-02-28"), 180)
        self.assertEqual(billed(30, *china, "2023-11-29"), 120)
        self.assertEqual(billed(30, *china, "2023-11-30"), 60)
        byoc = ("--account", "AC" + "1".rjust(32, "0"), "--category", "calls-sip-inbound", "--date")
        self.assertEqual(billed(61, *byoc, "2022-09-30"), 61)
        self.assertEqual(billed(61, *byoc, "2022-10-01"), 120)
        self.assertEqual(billed(31, "--category", "calls-outbound", "--to", "+442079460000",
                                "--date", "2026-07-01"), 36)

    def test_no_exception_is_applied_by_itself(self):
        self.assertEqual([rule["rule_id"] for rule in self.json_of("list")["rules"]], [1])
        self.assertEqual(self.query("select distinct rounding_rule_id as rule from calls where is_billed = 1"),
                         [{"rule": 1}])


if __name__ == "__main__":
    unittest.main()
