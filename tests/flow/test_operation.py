# SPDX-License-Identifier: MIT
"""What a scheduled sync is operated with: the plan, events for machines, the doctor, the replay."""

import hashlib
import json
import os
import unittest

from calltally_tests import BRIEF_RETRIES, MirrorTest, SampleApi


class Plan(MirrorTest):
    def test_plan_of_a_first_sync_asks_usage_only_and_makes_no_file(self):
        with SampleApi("--calls", "5000") as api:
            result = self.sync(api, "--plan", "--subaccounts")
            self.assertIn("Nothing was stored", result.stdout)
            self.assertFalse([line for line in api.api_requests() if "/Calls" in line])
            self.assertEqual(os.listdir(self.folder), [])

    def test_plan_says_what_the_sync_then_asks(self):
        with SampleApi("--calls", "5000") as api:
            self.sync(api, "--subaccounts")
            api.control("clock", now="2026-08-04 09:00:00")
            before = hashlib.sha256(self.mirror.read_bytes()).hexdigest()
            result = self.sync(api, "--plan", "--subaccounts")
            self.assertEqual(hashlib.sha256(self.mirror.read_bytes()).hexdigest(), before)
            planned = int(result.stdout.split("would make about ")[1].split(" ")[0])
            count = len(api.api_requests())
            self.sync(api, "--subaccounts")
            made = len(api.api_requests()) - count
            self.assertLess(abs(planned - made), 12, (planned, made))


class Events(MirrorTest):
    def events(self, result):
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_each_event_is_one_line_of_json(self):
        with SampleApi() as api:
            events = self.events(self.sync(api, "--subaccounts", "--json"))
        self.assertEqual(events[-1]["event"], "sync")
        self.assertEqual(events[-1]["exit_code"], 0)
        self.assertGreater(events[-1]["rows_new"], 100)
        self.assertEqual({event["event"] for event in events[:-1]}, {"progress"})
        self.assertLessEqual({"usage", "calls", "closing"}, {event["step"] for event in events[:-1]})

    def test_a_plan_is_one_line(self):
        with SampleApi() as api:
            plan, = self.events(self.sync(api, "--plan", "--json"))
            self.assertEqual((plan["event"], plan["failures"]), ("plan", []))
            self.assertGreater(plan["requests"], 3)
            self.assertEqual([account["single_calls"] for account in plan["sync_plan"]], [0])

    def test_errors_too_wherever_they_come_from(self):
        environment = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "x"}
        for arguments, code, settings in (
                (("--base-url", "http://127.0.0.1:9", *BRIEF_RETRIES), 5, environment),
                (("--since", "2026-02-30"), 2, environment),
                ((), 4, {})):
            result = self.calltally("sync", "--json", *arguments, environment=settings, expect=code)
            error = self.events(result)[-1]
            self.assertEqual((error["event"], error["exit_code"]), ("error", code))
            self.assertTrue(error["error"])
            self.assertEqual(result.stderr.count("error:"), 1)


class Doctor(MirrorTest):
    def doctor(self, *options, expect=0, environment=None):
        result = self.calltally("doctor", "--format", "csv", *options, expect=expect,
                                environment=environment)
        lines = result.stdout.splitlines()
        return {line.split(",")[0]: line for line in lines[1:]}

    def test_all_is_well_after_a_sync(self):
        with SampleApi() as api:
            self.sync(api)
            before = self.mirror.read_bytes()
            found = self.doctor("--base-url", api.url, environment=api.environment())
            self.assertEqual(self.mirror.read_bytes(), before)
        self.assertLessEqual({"SQLite", "curl", "who can read it", "files beside it", "file system",
                              "free space", "credentials", "calls", "single calls", "usage",
                              "account", "clock"}, set(found))
        self.assertNotIn(",problem,", "".join(found.values()))
        self.assertIn(",note,", found["credentials"])  # the Auth Token opens everything

    def test_key_is_better_than_the_token(self):
        with SampleApi() as api:
            found = self.doctor("--base-url", api.url, environment=api.environment(
                "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"))
        self.assertIn(",good,", found["credentials"])
        self.assertIn(",note,", found["mirror"])

    def test_each_problem_has_its_exit_code_and_a_remedy(self):
        with SampleApi() as api:
            self.sync(api)
            wrong = {**api.environment(), "TWILIO_AUTH_TOKEN": "wrong"}
            found = self.doctor("--base-url", api.url, environment=wrong, expect=6)
            self.assertIn(",problem,", found["calls"])
            os.chmod(self.mirror, 0o644)
            found = self.doctor("--offline", environment=api.environment(), expect=4)
            self.assertIn("chmod o=", found["who can read it"])
            os.chmod(self.mirror, 0o600)
            for suffix in ("-wal", "-shm"):
                os.remove(str(self.mirror) + suffix)
            found = self.doctor("--offline", environment=api.environment())
            self.assertIn(",note,", found["files beside it"])
        self.doctor("--base-url", "http://127.0.0.1:9", expect=4)  # without credentials
        self.assertIn(",note,", self.doctor("--offline")["credentials"])
        self.doctor("--base-url", "http://127.0.0.1:9", expect=5, environment=wrong)


class Replay(MirrorTest):
    def test_quarantined_rows_that_can_be_read_now_are_taken_in(self):
        with SampleApi() as api:
            self.sync(api)
            expected = self.contents()
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            url = f"{api.url}/2010-04-01/Accounts/{account}/Calls.json?StartTime%3E=2026-06-10&PageSize=1"
            row = self.row_of(url, api)
            bad = json.dumps({**json.loads(row), "sid": "CA" + "f" * 32, "duration": "one"})
            good = json.dumps({**json.loads(row), "sid": "CA" + "e" * 32})
            for raw in (bad, good):
                self.execute(
                    "insert into quarantine (account_sid, resource, sid, reason, raw, "
                    f"first_seen_at, last_seen_at, source) values ('{account}', 'calls', "
                    f"'{json.loads(raw)['sid']}', 'an older program', '{raw}', '2026-08-01 00:00:00', '2026-08-01 00:00:00', 'api')")
            result = self.sync(api)
            self.assertIn("1 rows of the quarantine can be read now", result.stdout)
            self.assertEqual(len(self.query("select 1 from calls where sid = ?", "CA" + "e" * 32)), 1)
            self.assertEqual(len(self.query("select 1 from quarantine")), 1)
            self.assertEqual(len(self.contents()["calls"]), len(expected["calls"]) + 1)

    def test_so_are_rows_of_usage(self):
        with SampleApi() as api:
            self.sync(api)
            account = api.credentials["TWILIO_ACCOUNT_SID"]
            row = {"account_sid": account, "category": "calls-imaginary", "count": "3", "usage": "5",
                   "price": "0.1", "price_unit": "usd", "as_of": "2026-08-03T09:00:00+00:00"}
            for resource, first, last in (("usage_daily", "2026-07-04", "2026-07-04"),
                                          ("usage_monthly", "2026-07-01", "2026-07-31"),
                                          ("usage_with_subaccounts", "2026-06-01", "2026-06-30"),
                                          ("usage_daily", "2026-07-01", "2026-07-31")):  # no day
                raw = json.dumps({**row, "start_date": first, "end_date": last})
                self.execute(
                    "insert into quarantine (account_sid, resource, reason, raw, first_seen_at,"
                    f" last_seen_at, source) values ('{account}', '{resource}', 'an older program',"
                    f" '{raw}', '2026-08-01 00:00:00', '2026-08-01 00:00:00', 'api')")
            # Before anything is asked: a listing that lacks them would take them away again.
            self.sync(api, "--max-requests", "1", expect=10)
        self.assertEqual(self.query("select resource from quarantine"), [{"resource": "usage_daily"}])
        self.assertEqual(
            self.query("select granularity, includes_subaccounts as whole, start_date as day, count"
                       " from usage_records where category = 'calls-imaginary' order by 1, 3"),
            [{"granularity": "daily", "whole": 0, "day": "2026-07-04", "count": 3},
             {"granularity": "monthly", "whole": 1, "day": "2026-06-01", "count": 3},
             {"granularity": "monthly", "whole": 0, "day": "2026-07-01", "count": 3}])

    def row_of(self, url, api):
        import base64
        import urllib.request
        secret = base64.b64encode(":".join(api.environment().values()).encode()).decode()
        request = urllib.request.Request(url, headers={"Authorization": "Basic " + secret})
        with urllib.request.urlopen(request) as answer:
            return json.dumps(json.load(answer)["calls"][0])


if __name__ == "__main__":
    unittest.main()
