# SPDX-License-Identifier: MIT
"""The same month from any source of calls and usage gives the same comparison."""

import gzip
import sqlite3
import unittest

from calltally_tests import SampleApi
from import_tests import ImportTest, csv, export, rest_row

# Months with changes of summer time, and plain ones.
CHANGES = (("2025-11-03 09:00:00", ("2025-09", "2025-10")), ("2026-04-06 09:00:00", ("2026-03",)))
COMPARED = ("account_sid, month, category, is_rollup, log_calls, billed_calls, usage_count,"
            " log_microseconds, usage_microseconds, log_price_micros, usage_price_micros,"
            " price_unit, state")


class Sources(ImportTest):
    def months(self, *months):
        marks = ", ".join("?" * len(months))
        return self.query(f"select {COMPARED} from monthly_discrepancies where month in ({marks}) "
                          "order by account_sid, month, category", *months)

    def fresh(self, name):
        self.mirror = self.folder / name

    def at(self, now):
        self.environment = {**self.environment, "CALLTALLY_NOW": now}

    def import_api_usage(self, api, account, now, start, end):
        """The usage of the sample account, without its subaccounts, as Daily.csv."""
        path = self.file(export(api, "rest_usage", granularity="Daily", account=account), "usage.csv")
        self.run_import(path, "--includes-subaccounts", "no", "--covers", f"{start}..{end}",
                        "--as-of", now)

    def check_zones(self, now, months, zones):
        with SampleApi("--scenario", "agreeing", "--now", now, "--calls", "400") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            self.fresh("api.db")
            self.sync(api)
            expected = self.months(*months)
            self.assertGreater(sum(row["billed_calls"] for row in expected), 30)
            self.assertEqual({row["state"] for row in expected if row["billed_calls"]}, {"agrees"})
            self.at(now)
            start, end = f"{months[0]}-01", now[:10]
            for zone in zones:
                self.fresh(zone.replace("/", "-") + ".db")
                content = export(api, "console_calls", zone=zone, account=account)
                path = self.file(content, "console.csv")
                # A day more on both sides: local days are not UTC days.
                result = self.run_import(path, "--zone", zone, "--account", account,
                                         "--covers", f"{months[0]}-01..{now[:10]}")
                self.assertRegex(result.stdout, r"\d+ calls moved to another UTC day than the file shows")
                self.import_api_usage(api, account, now, start, end)
                got = self.months(*months)
                first = self.query("select min(covered_from) as first from imports "
                                   "where covered_from is not null and format = 'console_calls'")
                if first[0]["first"] > f"{months[0]}-01 00:00:00":
                    # West of Greenwich the local month begins later: its first UTC day is open.
                    self.assertEqual({row["state"] for row in got if row["month"] == months[0]
                                      and row["billed_calls"]}, {"pending"}, zone)
                    self.run_import(path, "--zone", zone, "--account", account,
                                    "--covers", f"{int(months[0][:4]) - 1}-01-01..{now[:10]}")
                    got = self.months(*months)
                self.assertEqual(got, expected, zone)
                sources = self.query("select distinct log_source, usage_source from "
                                     "monthly_discrepancies where month = ? and is_rollup = 0",
                                     months[-1])
                self.assertEqual(sources, [{"log_source": "console", "usage_source": "rest_csv"}])

    def test_autumn_in_four_zones(self):
        self.check_zones(*CHANGES[0], ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                                       "Europe/London"))

    def test_spring_in_four_zones(self):
        self.check_zones(*CHANGES[1], ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                                       "Europe/London"))

    def test_a_single_month_in_four_zones(self):
        """A month's export, with a day more on both sides: each month has a change of some zone."""
        for now, month, first, end in (
                ("2025-11-03 09:00:00", "2025-10", "2025-09-30", "2025-11-02"),
                ("2025-12-03 09:00:00", "2025-11", "2025-10-31", "2025-12-02"),
                ("2026-04-06 09:00:00", "2026-03", "2026-02-28", "2026-04-02"),
                ("2026-05-06 09:00:00", "2026-04", "2026-03-31", "2026-05-02")):
            with SampleApi("--now", now, "--calls", "600") as api:
                account = api.credentials["TWILIO_ACCOUNT_SID"]
                self.fresh(f"api-{month}.db")
                self.sync(api)
                expected = self.months(month)
                self.assertGreater(sum(row["billed_calls"] for row in expected), 10)
                self.at(now)
                for zone in ("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                             "Europe/London"):
                    self.fresh(f"{month}-{zone.replace('/', '-')}.db")
                    content = export(api, "console_calls", zone=zone, account=account,
                                     **{"from": first, "before": end})
                    self.run_import(self.file(content, "console.csv"), "--zone", zone, "--account",
                                    account, "--covers", f"{first}..{end}")
                    self.import_api_usage(api, account, now, f"{month}-01", end)
                    self.assertEqual(self.months(month), expected, (month, zone))

    def test_wrong_zone_is_refused_or_seen(self):
        with SampleApi("--scenario", "agreeing") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            path = self.file(export(api, "console_calls", zone="America/New_York"), "console.csv")
            for zone in ("Europe/Berlin", "America/Chicago", "America/Phoenix", "Asia/Kolkata",
                         "+05:30", "America/Bogota"):
                self.refused(path, "--zone", zone, "--account", account,
                             says=["contradicts --zone " + zone, "E"])
            # Without abbreviations nothing contradicts; the summary and the mirror do.
            plain = self.file(path.read_text().replace(" EDT ", " +0000 ").replace(" EST ", " +0000 ")
                              .replace(" +0000 2", "  2"), "plain.csv")
            lines = plain.read_text().splitlines()
            plain.write_text("\n".join([lines[0], *(self.without_zone(line) for line in lines[1:])]))
            result = self.run_import(plain, "--zone", "Asia/Kolkata", "--account", account)
            self.assertRegex(result.stdout, r"[1-9]\d* calls moved to another UTC day")
            self.fresh("api.db")
            self.sync(api)
            before = self.contents()
            error = self.run_import(plain, "--zone", "Asia/Kolkata", "--account", account, expect=2)
            self.assertIn("start at another time than the API says", error.stderr)
            self.assertIn("the time zone is not Asia/Kolkata", error.stderr)
            self.assertEqual(self.contents(), before)
            self.run_import(plain, "--zone", "America/New_York", "--account", account)
            self.assertEqual(self.contents(), before)

    @staticmethod
    def without_zone(line):
        """`HH:MM:SS  YYYY-MM-DD` as `YYYY-MM-DD HH:MM:SS`."""
        return ",".join(f"{field[-10:]} {field[:8]}" if field[2:3] == ":" and "  " in field
                        else field for field in line.split(","))

    def test_every_log_source_against_every_usage_source(self):
        months = ("2026-06", "2026-07")
        with SampleApi("--scenario", "agreeing") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            self.fresh("api.db")
            self.sync(api)
            expected = self.months(*months)
            unpriced = [{**row, "log_price_micros": 0} for row in expected]
            covers = ("--covers", "2026-05-01..2026-08-02")
            logs = {
                "rest_csv": (export(api, "rest_calls"), ()),
                "bulk": (gzip.compress(export(api, "bulk_calls")), ()),
                "console": (export(api, "console_calls", zone="Europe/London"),
                            ("--zone", "Europe/London", "--account", account)),
            }
            monthly = {
                "rest_csv": export(api, "rest_usage", granularity="Monthly"),
                "entered": self.typed(export(api, "rest_usage", granularity="Monthly")),
            }
            for log_source, (log, options) in logs.items():
                for usage_source, usage in monthly.items():
                    self.fresh(f"{log_source}-{usage_source}.db")
                    self.run_import(self.file(log, "log"), *options, *covers)
                    self.run_import(self.file(usage, "usage.csv"), "--includes-subaccounts", "no",
                                    "--account", account, *covers)
                    got = self.months(*months)
                    if log_source == "bulk":  # such files have no prices
                        got = [{**row, "state": "", "price_unit": ""} for row in got]
                        self.assertEqual(got, [{**row, "state": "", "price_unit": ""}
                                               for row in unpriced])
                    else:
                        self.assertEqual(got, expected, (log_source, usage_source))
                    report = self.calltally("report", "--month", "2026-07", "--format", "csv").stdout
                    self.assertIn(f",{log_source},{usage_source}", report)

    @staticmethod
    def typed(usage):
        """The template of docs/import.md, filled in from Usage/Records/Monthly.csv."""
        lines = usage.decode().splitlines()
        names = lines[0].split(",")
        text = "account_sid,category,start_date,end_date,count,minutes,price,price_unit\n"
        for line in lines[1:]:
            row = dict(zip(names, line.split(",")))
            text += ",".join((row["AccountSid"], row["Category"], row["StartDate"], row["EndDate"],
                              row["Count"], row["Usage"], row["Price"], row["PriceUnit"])) + "\n"
        return text

    def test_usage_page_of_one_month(self):
        with SampleApi("--scenario", "agreeing") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            self.fresh("api.db")
            self.sync(api)
            expected = self.months("2026-07")
            self.fresh("files.db")
            self.run_import(self.file(export(api, "rest_calls"), "calls.csv"),
                            "--covers", "2026-05-01..2026-08-02")
            page = export(api, "console_usage", granularity="Monthly", start="2026-07-01",
                          end="2026-07-31")
            path = self.file(page, "usage.csv")
            self.refused_usage(path, "whether subaccounts are in it", "--account", account)
            self.refused_usage(path, "which days it is of", "--account", account,
                               "--includes-subaccounts", "no")
            self.run_import(path, "--account", account, "--includes-subaccounts", "no",
                            "--covers", "2026-07-01..2026-08-01")
            self.assertEqual(self.months("2026-07"), expected)

    def refused_usage(self, path, says, *options):
        self.assertIn(says, self.run_import(path, *options, expect=2).stderr)
        self.assertEqual(self.query("select * from usage_records"), [])

    def test_usage_with_subaccounts_is_compared_only_where_there_is_no_other(self):
        with SampleApi("--scenario", "agreeing") as api:
            parent = api.credentials["TWILIO_ACCOUNT_SID"]
            self.fresh("api.db")
            self.sync(api, "--subaccounts")
            others = {(row["month"], row["category"]): row for row in self.query(
                "select month, category, sum(billed_calls) as calls, sum(log_microseconds) as time,"
                " sum(log_price_micros) as price from monthly_discrepancies where account_sid <> ?"
                " and is_rollup = 0 group by month, category having sum(billed_calls) > 0", parent)}
            own = self.query("select month, category, billed_calls from monthly_discrepancies "
                             "where account_sid = ? and is_rollup = 0", parent)
            self.assertGreater(sum(row["calls"] for row in others.values()), 20)
            subaccounts = [row["sid"] for row in self.query(
                "select sid from accounts where sid <> ?", parent)]
            usage = self.file(export(api, "rest_usage", granularity="Monthly", subaccounts="yes"),
                              "usage.csv")
            self.run_import(usage, "--includes-subaccounts", "yes")
            self.assertEqual(self.query("select * from discrepancy_causes "
                                        "where cause = 'subaccounts_included'"), [])

            covers = ("--covers", "2026-05-01..2026-08-02")
            self.fresh("parent.db")
            self.run_import(self.file(export(api, "rest_calls", account=parent), "parent.csv"), *covers)
            self.run_import(usage, "--includes-subaccounts", "yes", *covers)
            compared = {(row["month"], row["category"]): row["billed_calls"] for row in own
                        if row["month"] in ("2026-06", "2026-07")}
            found = self.causes()
            self.assertEqual({key for key in others if key in compared}, set(found))
            for key, row in found.items():
                self.assertEqual((row["calls"], row["microseconds"], row["affected_calls"],
                                  row["certainty"]),
                                 (others[key]["calls"], others[key]["time"], others[key]["calls"],
                                  "ambiguous"), key)

            for sid in subaccounts:
                log = export(api, "rest_calls", account=sid)
                self.run_import(self.file(log, f"{sid}.csv"), *covers)
            known = self.causes()
            self.assertEqual(set(known), set(found))
            for key, row in known.items():
                self.assertEqual((row["calls"], row["microseconds"], row["price_micros"],
                                  row["certainty"]),
                                 (others[key]["calls"], others[key]["time"], others[key]["price"],
                                  "inferred"), key)  # files do not say whose subaccount it is
            self.assertEqual(self.query("select * from discrepancy_causes where month = '2026-07' "
                                        "and cause not in ('subaccounts_included', 'price_rounding')"
                                        " and is_rollup = 0"), [])

    def causes(self):
        """The parts of `subaccounts_included` in the months of the sample that are over."""
        return {(row["month"], row["category"]): row for row in self.query(
            "select * from discrepancy_causes where cause = 'subaccounts_included'"
            " and is_rollup = 0 and month in ('2026-06', '2026-07')")}

    def test_only_what_was_typed_is_known(self):
        self.run_import(self.rest(*[rest_row(n) for n in range(1, 29)]),
                        "--covers", "2026-07-01..2026-08-01")
        template = "category,month,count,minutes\ncalls-inbound,2026-07,28,56\n"
        self.run_import(self.file(template, "usage.csv"), "--account", "AC" + "a" * 32,
                        "--includes-subaccounts", "no")
        rows = {row["category"]: row for row in self.months("2026-07")}
        self.assertEqual((rows["calls-inbound"]["usage_count"], rows["calls-inbound"]["billed_calls"]),
                         (28, 28))
        self.assertIsNone(rows["calls-outbound"]["usage_count"])  # absent is not zero
        self.assertIsNone(rows["combined"]["usage_count"])
        self.run_import(self.file(template, "usage.csv"), "--account", "AC" + "a" * 32,
                        "--includes-subaccounts", "no", "--covers", "2026-07-01..2026-08-01")
        rows = {row["category"]: row for row in self.months("2026-07")}
        self.assertEqual(rows["calls-outbound"]["usage_count"], 0)  # it was said to be all

    def test_status_of_a_mirror_made_of_files_alone(self):
        self.run_import(self.rest(*[rest_row(n) for n in range(1, 29)]))
        status = self.calltally("status").stdout
        self.assertIn("Last imported files", status)
        self.assertIn("rest_calls", status)
        self.assertIn("usage was never read", self.calltally("report").stdout)

    def test_a_file_does_not_bring_a_vanished_call_back(self):
        self.run_import(self.rest(rest_row(1)))
        rows = self.query("select * from calls")
        dump = self.file(csv([{**{name: "" if value is None else str(value)
                                  for name, value in row.items()}, "source": "api"} for row in rows],
                             list(rows[0])), "dump.csv")
        writer = sqlite3.connect(self.mirror)
        writer.execute("update calls set missing_since = '2026-08-01 00:00:00', source = 'api'")
        writer.commit()
        writer.close()
        for path in (dump, self.rest(rest_row(1, DateUpdated="30 Jul 2026 00:00:00 +0000"))):
            self.run_import(path)
            self.assertEqual(self.call(1)["missing_since"], "2026-08-01 00:00:00")

    def test_import_and_sync_of_the_same_calls(self):
        with SampleApi("--scenario", "agreeing") as api:
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            console = self.file(export(api, "console_calls", zone="Europe/London"), "console.csv")
            options = (console, "--zone", "Europe/London", "--account", account)
            self.fresh("api.db")
            self.sync(api)
            expected = self.contents()
            self.run_import(*options)
            self.assertEqual(self.contents(), expected)  # the API said all of it already
            self.assertEqual(self.query("select distinct source from calls"), [{"source": "api"}])
            self.fresh("files.db")
            self.run_import(*options)
            covered = self.query("select * from sync_windows")
            self.assertTrue(covered)
            self.sync(api)  # what a file covers is read all the same
            self.assertEqual(self.contents(), expected)
            self.assertEqual(self.query("select distinct source from calls"), [{"source": "api"}])
            self.assertEqual({row["log_source"] for row in self.query(
                "select log_source from monthly_discrepancies where month = '2026-07'")}, {"api"})


if __name__ == "__main__":
    unittest.main()
