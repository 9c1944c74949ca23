# SPDX-License-Identifier: MIT
"""calltally export: every value comes back as it was stored, and spreadsheets run nothing."""

import csv
import io
import json
import resource
import sqlite3
import subprocess
import unittest

from calltally_tests import CALLTALLY, MirrorTest, SampleApi

ODD = {
    "=1+1": "'=1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "+14155550100": "+14155550100",
    "-0.0085": "-0.0085",
    "": "",
    'a,"b"\r\nc\td\\e': 'a,"b"\r\nc\td\\e',
    "Zo\u00eb \u20ac": "Zo\u00eb \u20ac",
}


class Export(MirrorTest):
    synced = None

    def setUp(self):
        super().setUp()
        if Export.synced is None:
            with SampleApi() as api:
                self.sync(api)
            Export.synced = self.mirror.read_bytes()
        self.mirror.write_bytes(Export.synced)

    def export(self, *arguments):
        """Bytes, because line ends matter."""
        target = self.folder / "out"
        self.calltally("export", *arguments, "-o", target)
        return target.read_bytes().decode()

    def with_odd_table(self):
        connection = sqlite3.connect(self.mirror)
        connection.execute("create table odd (place integer, text, big bigint, real real, bytes blob)")
        connection.executemany("insert into odd values (?, ?, ?, ?, ?)", [
            (place, text, 2 ** 63 - 1 - place, 0.1 + place, None) for place, text in enumerate(ODD)])
        connection.execute("insert into odd values (99, null, -9223372036854775808, 1e300, x'00ff')")
        connection.commit()
        connection.close()

    def test_csv_is_safe_for_spreadsheets_and_plain_on_demand(self):
        self.with_odd_table()
        text = self.export("odd")
        self.assertTrue(text.startswith("place,text,big,real,bytes\r\n"))
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual([row["text"] for row in rows], [*ODD.values(), ""])
        self.assertIn(',"",', text)      # the empty text
        self.assertIn("99,,", text)      # NULL
        self.assertEqual([int(row["big"]) for row in rows],
                         [2 ** 63 - 1 - place for place in range(len(ODD))] + [-2 ** 63])
        self.assertEqual([float(row["real"]) for row in rows],
                         [0.1 + place for place in range(len(ODD))] + [1e300])
        self.assertEqual(rows[-1]["bytes"], "x'00ff'")
        plain = csv.DictReader(io.StringIO(self.export("odd", "--plain"), newline=""))
        self.assertEqual([row["text"] for row in plain], [*ODD, ""])

    def test_tsv_keeps_a_row_on_a_line(self):
        self.with_odd_table()
        lines = self.export("odd", "--format", "tsv").split("\n")
        self.assertEqual(len(lines), len(ODD) + 3)
        self.assertEqual(lines[6].split("\t")[1], r'a,"b"\r\nc\td\\e')
        self.assertEqual(lines[1].split("\t")[1], "'=1+1")
        self.assertEqual(lines[-2].split("\t")[1], r"\N")
        self.assertIn("\t=1+1\t", self.export("odd", "--format", "tsv", "--plain"))

    def test_json_and_jsonl_hold_what_is_stored(self):
        self.with_odd_table()
        whole = json.loads(self.export("odd", "--format", "json"))
        lines = [json.loads(line) for line in self.export("odd", "--format", "jsonl").splitlines()]
        self.assertEqual(whole, lines)
        stored = self.query("select place, text, big, real, null as bytes from odd")
        stored[-1]["bytes"] = "x'00ff'"
        self.assertEqual(whole, stored)

    def test_every_relation_comes_back_as_stored(self):
        relations = [row["name"] for row in self.query(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'")]
        self.assertGreater(len(relations), 25)
        for relation in relations:
            read = [json.loads(line) for line in
                    self.export(relation, "--format", "jsonl").splitlines()]
            self.assertEqual(read, self.query(f"select * from {relation}"), relation)
        self.assertEqual(json.loads(self.export("quarantine", "--format", "json")), [])

    def test_memory_does_not_grow_with_the_table(self):
        connection = sqlite3.connect(self.mirror)
        connection.execute("create table wide as with recursive n (i) as (values (1) union all select i + 1 from n "
                           "where i < 60000) select i, hex(zeroblob(1000)) as text from n")
        connection.commit()
        connection.close()
        target = self.folder / "wide.csv"
        subprocess.run([CALLTALLY, "--db", self.mirror, "export", "wide", "-o", target], check=True,
                       preexec_fn=None if "asan" in str(CALLTALLY) else
                       lambda: resource.setrlimit(resource.RLIMIT_DATA, (60 << 20, 60 << 20)))
        self.assertGreater(target.stat().st_size, 120_000_000)

    def test_refusals(self):
        result = self.calltally("export", "nothing", expect=2)
        self.assertIn("there is no table or view 'nothing'; choose from ", result.stderr)
        self.assertIn("monthly_discrepancies", result.stderr)
        self.calltally("export", 'calls" --', expect=2)
        self.calltally("export", "sqlite_master", expect=2)
        self.calltally("export", "calls", "--format", "json", "--plain", expect=2)
        self.calltally("export", "calls", "-o", self.mirror, expect=2)
        self.assertEqual(self.calltally("export", "calls", "-o", self.folder / "no" / "x", expect=9).stdout, "")
        with open("/dev/full", "w") as full:
            failed = subprocess.run([CALLTALLY, "--db", self.mirror, "export", "calls"], stdout=full,
                                    stderr=subprocess.PIPE, text=True)
        self.assertEqual(failed.returncode, 9)
        self.assertIn("standard output cannot be written", failed.stderr)


if __name__ == "__main__":
    unittest.main()
