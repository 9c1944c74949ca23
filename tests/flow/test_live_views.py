# SPDX-License-Identifier: MIT
"""What the SQL functions work out from `calls` is what is stored."""

import unittest

from calltally_tests import MirrorTest, SampleApi

COMPARE = """
select count(*), sum(live.log_calls <> stored.log_calls),
    sum(live.billed_calls <> stored.billed_calls),
    sum(live.log_microseconds <> stored.log_microseconds),
    sum(live.log_price_micros is not stored.log_price_micros)
from live_monthly_discrepancies as live
join monthly_discrepancies as stored using (account_sid, month, category)"""

ROWS = """
select count(*), sum(live.usage_date is not call.usage_date),
    sum(live.category is not coalesce(call.usage_category, '(unmapped)')),
    sum(live.is_billed is not call.is_billed),
    sum(live.billed_seconds is not call.billed_seconds),
    sum(live.rounding_rule_id is not call.rounding_rule_id)
from live_calls as live join calls as call using (sid)"""

# live_month_report() against what is stored, against the roll-up, and against live_calls, which
# says the same of each call in SQL.
REPORT = """
select count(*),
    sum(report.log_calls <> cell.log_calls), sum(report.billed_calls <> cell.billed_calls),
    sum(report.log_microseconds <> cell.log_microseconds),
    sum(report.log_price_micros <> cell.log_price_micros),
    sum(report.unrated_calls)
from live_month_report() as report
left join monthly_discrepancies as cell using (account_sid, month, category)
where report.month is not null"""

ROLL_UP = """
with live as materialized (select *, coalesce(month, '') as month_or_none from live_month_report()),
stored as (
    select account_sid, substr(usage_date, 1, 7) as month_or_none, category, sum(calls) as calls,
        sum(case when status_group = 'billed' then calls else 0 end) as billed,
        sum(billed_seconds) as seconds, -sum(price_micros) as price,
        sum(case when status_group = 'billed' then zero_second_calls else 0 end) as zero,
        sum(case when status_group = 'billed' then calls - priced_calls else 0 end) as unpriced
    from call_days where presence = 'listed' group by 1, 2, 3)
select count(*), (select count(*) from stored) - count(*), sum(log_calls <> calls),
    sum(billed_calls <> billed), sum(log_microseconds <> seconds * 1000000),
    sum(log_price_micros <> price), sum(zero_second_calls <> zero),
    sum(unpriced_calls <> unpriced)
from live join stored using (account_sid, month_or_none, category)"""

BY_CALL = """
with by_call as (
    select account_sid, usage_month as month, category, count(*) as calls,
        sum(is_billed) as billed, sum(billed_seconds) * 1000000 as microseconds
    from live_calls where usage_month is not null group by 1, 2, 3)
select count(*), (select count(*) from by_call) - count(*), sum(log_calls <> calls),
    sum(billed_calls <> billed), sum(log_microseconds <> microseconds)
from live_month_report() as report join by_call using (account_sid, month, category)"""

# The bridge of every account and month, in two zones: its running totals are sums, it passes
# through the log's side of the comparison, and its causes and end are those of the stored side.
BRIDGE = """
with months as (select distinct month from month_cells),
zones(zone) as (values ('UTC'), ('America/New_York')),
bridge as materialized (select b.*, zones.zone as in_zone from months, zones,
    call_log_bridge_for(months.month, zones.zone) as b),
sums as materialized (select *, sum(calls) over steps as calls_so_far, sum(microseconds) over steps as time_so_far
    from bridge window steps as (partition by account_sid, month, in_zone order by step))
select count(distinct sums.account_sid || sums.month || in_zone),
    sum(running_calls is not calls_so_far or running_microseconds is not time_so_far),
    sum(sums.cause = 'rounding' and (running_calls <> billed_calls
        or running_microseconds <> log_microseconds)),
    sum(sums.cause = 'time_zone' and in_zone = 'UTC' and (sums.calls <> 0 or microseconds <> 0)),
    sum(sums.cause = 'unexplained' and running_microseconds <> usage_microseconds),
    sum(sums.cause = 'usage_as_reported' and (sums.calls <> 0 or microseconds <> 0)),
    (select count(*) from discrepancy_causes where category = 'combined'
        and cause <> 'unexplained') - count(distinct case when exists (
            select 1 from discrepancy_causes as named where named.category = 'combined'
                and named.account_sid = sums.account_sid and named.month = sums.month
                and named.cause = sums.cause and named.calls = sums.calls
                and named.microseconds = sums.microseconds and named.cause <> 'unexplained')
            then sums.account_sid || sums.month || sums.cause end)
from sums join month_cells as cell on cell.account_sid = sums.account_sid
    and cell.month = sums.month and cell.category = 'combined'
where cell.usage_count is not null"""

# The view knows UTC only; there it is the table function, row by row, but for the words.
BRIDGE_VIEW = """
with months as (select distinct month from month_cells),
live as materialized (select b.account_sid, b.month, b.step, b.cause, b.calls, b.microseconds,
    b.running_calls, b.running_microseconds
    from months, call_log_bridge_for(months.month, 'UTC') as b),
stored as materialized (select account_sid, month, step, cause, calls, microseconds,
    running_calls, running_microseconds from call_log_bridge)
select (select count(*) from stored),
    (select count(*) from (select * from live except select * from stored)),
    (select count(*) from (select * from stored except select * from live)),
    (select count(*) from live) - (select count(*) from stored)"""

# Where log and usage agree, Twilio's model and reading reproduce usage; with raw seconds none of
# the cells with a call does.
WHAT_IF = """
with months as (select distinct month from month_cells),
rounding as materialized (select r.* from months, rounding_whatif(months.month) as r
    where r.model = '60/60' and r.reading = 'each_call'),
attribution as materialized (select a.* from months, attribution_whatif(months.month) as a
    where a.reading = 'start')
select count(*), sum(attribution.fits is not 1), sum(rounding.fits is not 1),
    sum(attribution.billed_calls <> cell.billed_calls),
    sum(attribution.microseconds <> cell.log_microseconds),
    sum(rounding.microseconds <> cell.log_microseconds),
    sum(rounding.days_fitting <> rounding.days_comparable)
from monthly_discrepancies as cell
join attribution using (account_sid, month, category)
join rounding using (account_sid, month, category)
where cell.count_difference = 0 and cell.minutes_difference = 0"""


class LiveViews(MirrorTest):
    def shell(self, sql):
        output = self.calltally("shell", ".mode list", sql).stdout.strip().splitlines()
        return [int(value or 0) for value in output[-1].split("|")]

    def test_live_equals_stored(self):
        for options in ((), ("--calls", "5000", "--seed", "7"), ("--scenario", "flex")):
            with self.subTest(options=options), SampleApi(*options) as api:
                self.mirror = self.folder / f"mirror{len(options)}{options[-1:]}.db"
                self.sync(api, "--subaccounts")
                cells, *differences = self.shell(COMPARE)
                self.assertGreater(cells, 10)
                self.assertEqual(differences, [0, 0, 0, 0])
                rows, *differences = self.shell(ROWS)
                self.assertGreater(rows, 100)
                self.assertEqual(differences, [0, 0, 0, 0, 0])
                for name in ("REPORT", "ROLL_UP", "BY_CALL", "BRIDGE", "BRIDGE_VIEW", "WHAT_IF"):
                    rows, *differences = self.shell(globals()[name])
                    self.assertGreater(rows, 3, name)
                    self.assertEqual(differences, [0] * len(differences), name)

    def test_shell_is_read_only_and_knows_no_credential(self):
        with SampleApi() as api:
            self.sync(api)
            secrets = api.environment()
        result = self.calltally("shell", "delete from calls", environment=secrets, expect=None)
        self.assertNotEqual(result.returncode, 0)
        canary = "canary0123456789"
        result = self.calltally("shell", ".shell env", environment={
            "TWILIO_AUTH_TOKEN": canary, "TWILIO_API_SECRET": canary})
        self.assertNotIn(canary, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
